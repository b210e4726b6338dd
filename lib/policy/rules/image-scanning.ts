import { defineSwitch } from './parts/boolean-setting.ts';

/** Where tests are switched on, without which nothing is scanned. */
export const tests = '/imageTestsConfiguration/imageTestsEnabled';

/**
 * Image Builder scans while the test instance runs, so that without tests nothing is scanned, whatever the setting says. Source:
 * ImageScanningConfiguration, EC2 Image Builder API Reference.
 */
export const imageScanning = defineSwitch({
  type: 'image-scanning',
  pointer: '/imageScanningConfiguration/imageScanningEnabled',
  label: 'scanning of images',
  onByDefault: false,
  valueIn: ({ imageScanningConfiguration }) => imageScanningConfiguration?.imageScanningEnabled,
  obstacle: {
    code: 'without-tests',
    find: ({ imageTestsConfiguration }) =>
      imageTestsConfiguration?.imageTestsEnabled === false
        ? {
            pointer: tests,
            message: 'testing of images is off, and only tested images are scanned',
            actual: false,
            expected: true,
            changes: [{ set: tests, to: true }],
          }
        : undefined,
  },
});
