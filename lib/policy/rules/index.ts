import type { RuleType } from '../rule.ts';
import { autoDisable } from './auto-disable.ts';
import { enhancedMetadata } from './enhanced-metadata.ts';
import { executionRole } from './execution-role.ts';
import { expression } from './expression.ts';
import { imageScanning } from './image-scanning.ts';
import { imageTests } from './image-tests.ts';
import { logGroups } from './log-groups.ts';
import { naming } from './naming.ts';
import { pitfalls } from './pitfalls.ts';
import { references } from './references.ts';
import { schedule } from './schedule.ts';
import { tags } from './tags.ts';
import { workflows } from './workflows.ts';

/** Every rule type by its name. A further one is one file and one line here. */
export const ruleTypes: ReadonlyMap<string, RuleType> = new Map(
  [tags, logGroups, autoDisable, schedule, imageTests, imageScanning, enhancedMetadata]
    .concat([references, executionRole, workflows, naming, pitfalls, expression])
    .map((type) => [type.type, type]),
);
