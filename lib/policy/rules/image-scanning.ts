import { defineSwitch } from '../switch.ts';

const tests = '/imageTestsConfiguration/imageTestsEnabled';

/**
 * Image Builder scans while the test instance runs, so that without tests nothing is scanned, whatever the setting says. Source:
 * ImageScanningConfiguration, EC2 Image Builder API Reference.
 */
export const imageScanning = defineSwitch({
  type: 'image-scanning',
  purpose: 'An image must be scanned for vulnerabilities by Amazon Inspector.',
  pointer: '/imageScanningConfiguration/imageScanningEnabled',
  label: 'scanning of images',
  onByDefault: false,
  valueIn: ({ imageScanningConfiguration }) => imageScanningConfiguration?.imageScanningEnabled,
  example: { imageScanningConfiguration: { imageScanningEnabled: true }, imageTestsConfiguration: { imageTestsEnabled: true } },
  obstacle: {
    code: 'without-tests',
    meaning: 'Tests are off, and Image Builder scans only images that it tests.',
    advice: `Leave ${tests} on: Image Builder scans only images that it tests.`,
    narrowing: { at: tests, schema: { const: true } },
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
