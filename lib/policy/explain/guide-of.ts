import { ruleGuides } from '../guides/index.ts';
import type { RuleGuide } from '../guides/parts/guide.ts';

/** The guide to the type of a rule. Throws where there is none, which is where there is no such type either. */
export function guideOf({ type }: { readonly type: string }): RuleGuide {
  const guide = ruleGuides.get(type);
  if (guide === undefined) throw new TypeError(`the rule type ${type} has no guide`);
  return guide;
}
