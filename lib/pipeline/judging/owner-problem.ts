import type { Registry } from '../../identity/ownership.ts';
import { toPointer } from '../../json/pointer.ts';
import { type DefinitionProblem, shortened, summaryOf } from '../definition/definition-problem.ts';

/**
 * What is wrong with a tag whose key reads like that of the owner tag. Without it nothing is lost: the owner tag says whose it
 * is.
 */
export function ownerLookAlikeProblem(path: readonly string[], { ownerTag }: Pick<Registry, 'ownerTag'>): DefinitionProblem {
  const pointer = toPointer(path);
  const key = path.at(-1) ?? '';
  return {
    pointer,
    code: 'owner-look-alike',
    detail: `tag ${shortened(key)} reads like ${ownerTag}, the tag that names the owner: omit it`,
    expected: `no key that reads like ${ownerTag}`,
    received: summaryOf(key),
    fix: [{ op: 'remove', path: pointer }],
  };
}
