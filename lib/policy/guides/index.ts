import { autoDisableGuide } from './auto-disable.ts';
import { enhancedMetadataGuide } from './enhanced-metadata.ts';
import { executionRoleGuide } from './execution-role.ts';
import { expressionGuide } from './expression.ts';
import { imageScanningGuide } from './image-scanning.ts';
import { imageTestsGuide } from './image-tests.ts';
import { logGroupsGuide } from './log-groups.ts';
import { namingGuide } from './naming.ts';
import type { RuleGuide } from './parts/guide.ts';
import { pitfallsGuide } from './pitfalls.ts';
import { referencesGuide } from './references.ts';
import { scheduleGuide } from './schedule.ts';
import { tagsGuide } from './tags.ts';
import { workflowsGuide } from './workflows.ts';

const guides: readonly RuleGuide[] = [
  tagsGuide,
  logGroupsGuide,
  autoDisableGuide,
  scheduleGuide,
  imageTestsGuide,
  imageScanningGuide,
  enhancedMetadataGuide,
  referencesGuide,
  executionRoleGuide,
  workflowsGuide,
  namingGuide,
  pitfallsGuide,
  expressionGuide,
];

/** The guide to every rule type by the type's name, in the order of `ruleTypes`. */
export const ruleGuides: ReadonlyMap<string, RuleGuide> = new Map(guides.map((guide) => [guide.type, guide]));
