import type { FormatMaker } from './format.ts';
import { githubFormat } from './github.ts';
import { gitlabFormat } from './gitlab.ts';
import { jsonFormat } from './json.ts';
import { junitFormat } from './junit.ts';
import { sarifFormat } from './sarif.ts';
import { textFormat } from './text.ts';

/** Every way to print what became of definitions, by its name; the first is the default. */
export const formats: ReadonlyMap<string, FormatMaker> = new Map([
  ['text', textFormat],
  ['json', jsonFormat],
  ['sarif', sarifFormat],
  ['junit', junitFormat],
  ['github', githubFormat],
  ['gitlab', gitlabFormat],
]);
