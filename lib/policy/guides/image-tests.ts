import { imageTests } from '../rules/image-tests.ts';
import { defineSwitchGuide } from './parts/boolean-setting.ts';

export const imageTestsGuide = defineSwitchGuide(imageTests, {
  purpose: 'An image must be tested before it is distributed.',
  example: { imageTestsConfiguration: { imageTestsEnabled: true } },
});
