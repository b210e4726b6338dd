import { autoDisable } from './auto-disable.ts';
import { enhancedMetadata } from './enhanced-metadata.ts';
import { executionRole } from './execution-role.ts';
import { expression } from './expression.ts';
import { imageScanning } from './image-scanning.ts';
import { imageTests } from './image-tests.ts';
import { logGroups } from './log-groups.ts';
import { naming } from './naming.ts';
import type { RuleType } from './parts/rule.ts';
import { pitfalls } from './pitfalls.ts';
import { references } from './references.ts';
import { schedule } from './schedule.ts';
import { tags } from './tags.ts';
import { workflows } from './workflows.ts';

const types: readonly RuleType[] = [
  tags,
  logGroups,
  autoDisable,
  schedule,
  imageTests,
  imageScanning,
  enhancedMetadata,
  references,
  executionRole,
  workflows,
  naming,
  pitfalls,
  expression,
];

/** Every rule type by its name. A further one is a file and a line here, and its guide is one of each in `guides/`. */
export const ruleTypes: ReadonlyMap<string, RuleType> = new Map(types.map((type) => [type.type, type]));
