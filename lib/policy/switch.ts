import * as v from 'valibot';
import type { JsonObject } from '../json/value.ts';
import { defineRuleType, type Narrowing, type RuleFinding, type RuleType } from './rule.ts';
import type { JudgedDefinition } from './subject.ts';
import { sentence } from './wording.ts';

/** A setting that a rule of its own demands to be on. */
export interface Switch {
  readonly type: string;
  readonly purpose: string;
  /** Where the setting is, and how messages call it. */
  readonly pointer: string;
  readonly label: string;
  /** Whether Image Builder takes it for on where nothing is said. */
  readonly onByDefault: boolean;
  valueIn(definition: JudgedDefinition): boolean | undefined;
  /** Members of a definition in which it is on. */
  readonly example: JsonObject;
  /** What else keeps it from working; found only while the setting is on. */
  readonly obstacle?: Obstacle;
}

export interface Obstacle {
  readonly code: string;
  readonly meaning: string;
  /** How to satisfy the rule in this respect: one sentence. */
  readonly advice: string;
  /** What keeps it away, for a definition in which the setting is on. */
  readonly narrowing: Narrowing;
  /** `undefined` where nothing is in the way. */
  find(definition: JudgedDefinition): Omit<RuleFinding, 'code'> | undefined;
}

/** Makes the rule type of a switch: no parameters, and the fix is to switch it on. */
export function defineSwitch({ type, purpose, pointer, label, onByDefault, valueIn, example, obstacle }: Switch): RuleType {
  const off = { pointer, expected: true, changes: [{ set: pointer, to: true }] };
  return defineRuleType({
    type,
    purpose,
    parameters: v.strictObject({}),
    codes: { off: sentence(`${label} is off`), ...(obstacle && { [obstacle.code]: obstacle.meaning }) },
    example: {},
    prepare: () => (subject) => {
      const { definition } = subject;
      const value = valueIn(definition);
      if (value === true || (value === undefined && onByDefault)) {
        const found = obstacle?.find(definition);
        return obstacle === undefined || found === undefined ? [] : [{ code: obstacle.code, ...found }];
      }
      const message =
        value === false ? `${label} is off, it must be on` : `${label} is not given and off by default, it must be on`;
      return [{ code: 'off', message, actual: value ?? null, ...off }];
    },
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
