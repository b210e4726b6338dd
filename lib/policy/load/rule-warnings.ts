import { ruleGuides } from '../guides/index.ts';
import type { PolicyDocument } from '../policy.ts';
import { splitRule } from '../schemas/policy-schema.ts';

/** What rules say and can hardly mean, in sentences. The document has to be one that the loader let through. */
export function ruleWarnings({ rules }: PolicyDocument): readonly string[] {
  return rules.flatMap((rule) => {
    const warnings = ruleGuides.get(rule.type)?.warnings(splitRule(rule).parameters) ?? [];
    return warnings.map((warning) => `rule ${rule.id}: ${warning}.`);
  });
}
