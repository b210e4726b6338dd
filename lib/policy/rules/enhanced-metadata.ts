import { defineSwitch } from './parts/boolean-setting.ts';

/** Source of the default: CreateImagePipeline, EC2 Image Builder API Reference. */
export const enhancedMetadata = defineSwitch({
  type: 'enhanced-metadata',
  pointer: '/enhancedImageMetadataEnabled',
  label: 'collection of enhanced image metadata',
  onByDefault: true,
  valueIn: ({ enhancedImageMetadataEnabled }) => enhancedImageMetadataEnabled,
});
