import type { RuleType } from '../rule.ts';
import { autoDisable } from './auto-disable.ts';
import { logGroups } from './log-groups.ts';
import { tags } from './tags.ts';

/** Every rule type by its name. A further one is one file and one line here. */
export const ruleTypes: ReadonlyMap<string, RuleType> = new Map([tags, logGroups, autoDisable].map((type) => [type.type, type]));
