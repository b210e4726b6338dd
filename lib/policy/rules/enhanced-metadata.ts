import { defineSwitch } from '../switch.ts';

/** Source of the default: CreateImagePipeline, EC2 Image Builder API Reference. */
export const enhancedMetadata = defineSwitch({
  type: 'enhanced-metadata',
  purpose: 'Image Builder must collect what an image consists of: operating system and packages.',
  pointer: '/enhancedImageMetadataEnabled',
  label: 'collection of enhanced image metadata',
  onByDefault: true,
  valueIn: ({ enhancedImageMetadataEnabled }) => enhancedImageMetadataEnabled,
  example: { enhancedImageMetadataEnabled: true },
});
