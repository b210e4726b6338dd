import { templateOf, wildcardFiller } from '../../subject/template.ts';
import type { FormContext } from './guide.ts';
import { literal, patternOfWildcard } from './wildcard-pattern.ts';

/**
 * The regular expression of ARNs that some `account/name` wildcards allow, as a schema of forms says it. The rest of the form is
 * left to the schema of the definition. Wildcards that need what is not known match nothing.
 * @param kind As it stands in the ARN, for example `image-recipe` or `workflow/test`.
 */
export function patternOfResources(allow: readonly string[], kind: string, context: FormContext): string {
  const options = allow.flatMap((text) => {
    const slash = text.indexOf('/');
    const account = patternOfPart(text.slice(0, slash), context);
    const name = patternOfPart(text.slice(slash + 1), context);
    return account === undefined || name === undefined ? [] : [`${account}:${kind}/${name}`];
  });
  return options.length === 0 ? nothing : `^[^:]*:[^:]*:[^:]*:[^:]*:(?:${options.join('|')})(?:/|$)`;
}

/** Matches no text. */
const nothing = '^(?!)';

/** An account or a name, in which neither `:` nor `/` can be. */
function patternOfPart(text: string, context: FormContext): string | undefined {
  const filled = wildcardFiller(templateOf(text.replaceAll('{name}', '*')))({ ...context, name: '' });
  return 'value' in filled ? patternOfWildcard(filled.value, '[^:/]') : undefined;
}

/** The regular expression of workflows of some stage. */
export function patternOfStage(stage: string): string {
  return `:workflow/${literal(stage)}/`;
}
