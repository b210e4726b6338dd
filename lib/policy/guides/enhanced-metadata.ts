import { enhancedMetadata } from '../rules/enhanced-metadata.ts';
import { defineSwitchGuide } from './parts/boolean-setting.ts';

export const enhancedMetadataGuide = defineSwitchGuide(enhancedMetadata, {
  purpose: 'Image Builder must collect what an image consists of: operating system and packages.',
  example: { enhancedImageMetadataEnabled: true },
});
