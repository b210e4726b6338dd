import { defineSwitch } from './parts/boolean-setting.ts';

/** Source of the default: ImageTestsConfiguration, EC2 Image Builder API Reference. */
export const imageTests = defineSwitch({
  type: 'image-tests',
  pointer: '/imageTestsConfiguration/imageTestsEnabled',
  label: 'testing of images',
  onByDefault: true,
  valueIn: ({ imageTestsConfiguration }) => imageTestsConfiguration?.imageTestsEnabled,
});
