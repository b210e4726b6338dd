import * as v from 'valibot';
import type { JsonObject } from '../../../json/value.ts';
import { sentence } from '../../../text/wording.ts';
import type { SwitchType } from '../../rules/parts/boolean-setting.ts';
import { defineGuide, type Narrowing, type RuleGuide } from './guide.ts';

/** What people are told of a switch beside what it is. */
export interface SwitchWords {
  readonly purpose: string;
  /** Members of a definition in which it is on. */
  readonly example: JsonObject;
  /** Where the switch has an obstacle. */
  readonly obstacle?: ObstacleWords;
}

export interface ObstacleWords {
  readonly meaning: string;
  /** How to satisfy the rule in this respect: one sentence. */
  readonly advice: string;
  /** What keeps it away, for a definition in which the setting is on. */
  readonly narrowing: Narrowing;
}

/** Makes the guide to the rule type of a switch. */
export function defineSwitchGuide(rule: SwitchType, { purpose, example, obstacle }: SwitchWords): RuleGuide {
  const { pointer, label, onByDefault, obstacle: found } = rule.setting;
  return defineGuide(rule, {
    purpose,
    parameters: v.strictObject({}),
    codes: { off: sentence(`${label} is off`), ...(found && obstacle && { [found.code]: obstacle.meaning }) },
    example: {},
    explain: () => ({
      summary: sentence(`${label} must be on`),
      howToSatisfy: [
        onByDefault
          ? `Set ${pointer} to true, or leave it out: it is on by default.`
          : `Set ${pointer} to true; it is off by default.`,
        ...(obstacle === undefined ? [] : [obstacle.advice]),
      ],
      example,
    }),
    narrow: () => [
      { at: pointer, schema: { const: true }, required: !onByDefault },
      ...(obstacle === undefined ? [] : [obstacle.narrowing]),
    ],
  });
}
