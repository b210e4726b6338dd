import type { PolicyDocument, RuleDocument } from '../../../lib/policy/policy.ts';
import { neighbours, type Who } from '../../support/neighbours.ts';
import { definitionWith } from '../../support/policy-subjects.ts';

export const name = 'web-base';

export const problem = (type: string) => `https://imagegate.dev/problems/${type}`;

/** The tag that says who started a run. */
export const starter = (who: Who) => ({ 'imagegate:started-by': `arn:aws:iam::111122223333:role/${who}-ci` });

/** Two teams; team web has a pipeline with these members. */
export function house(
  rules: readonly RuleDocument[],
  members: Readonly<Record<string, unknown>> = {},
  more: Partial<PolicyDocument> = {},
) {
  const neighbourhood = neighbours({ policy: { name: 'p', version: '1', rules, ...more } });
  neighbourhood.hold({ name: 'Web Base', ...definitionWith(members) });
  const start = (tags?: Readonly<Record<string, string>>, who: Who = 'web') =>
    neighbourhood.ask(who, 'startExecution', { name, ...(tags === undefined ? {} : { body: { tags } }) });
  const dryRun = (tags?: Readonly<Record<string, string>>, who: Who = 'web') =>
    neighbourhood.ask(who, 'evaluatePolicy', { body: { operation: 'start', name, ...(tags && { tags }) } });
  return { ...neighbourhood, start, dryRun, imageTags: () => unmarked([...neighbourhood.images.values()].at(-1)?.tags) };
}

/** Without the mark that tells one start of a caller from another. */
function unmarked(tags: Readonly<Record<string, string>> | undefined) {
  const who = tags?.['imagegate:started-by'];
  return who === undefined ? tags : { ...tags, 'imagegate:started-by': who.replace(/ \+[\w-]{10}$/, '') };
}
