import * as v from 'valibot';
import { nearest } from '../../text/spelling.ts';
import { isPlaceholder, placeholders } from '../subject/template.ts';

/** A text in which every brace belongs to a placeholder that exists. */
export const templateSchema = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const rest = dataset.value.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
      const message = problemWith(name);
      if (message !== undefined) addIssue({ message });
      return '';
    });
    if (/[{}]/.test(rest)) addIssue({ message: `has a brace without its partner; placeholders are ${listed}` });
  }),
  v.title('template'),
  v.metadata({ pattern: `^(?:[^{}]|\\{(?:${placeholders.join('|')})\\})*$` }), // what an editor can check
);

const listed = placeholders.map((name) => `{${name}}`).join(', ');

function problemWith(name: string): string | undefined {
  if (isPlaceholder(name)) return undefined;
  const near = nearest(name, placeholders);
  return `has the unknown placeholder {${name}}; ${near === undefined ? `there are ${listed}` : `did you mean {${near}}?`}`;
}
