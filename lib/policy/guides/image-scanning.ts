import { imageScanning, tests } from '../rules/image-scanning.ts';
import { defineSwitchGuide } from './parts/boolean-setting.ts';

export const imageScanningGuide = defineSwitchGuide(imageScanning, {
  purpose: 'An image must be scanned for vulnerabilities by Amazon Inspector.',
  example: { imageScanningConfiguration: { imageScanningEnabled: true }, imageTestsConfiguration: { imageTestsEnabled: true } },
  obstacle: {
    meaning: 'Tests are off, and Image Builder scans only images that it tests.',
    advice: `Leave ${tests} on: Image Builder scans only images that it tests.`,
    narrowing: { at: tests, schema: { const: true } },
  },
});
