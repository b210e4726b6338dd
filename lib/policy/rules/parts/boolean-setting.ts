import type { JudgedDefinition } from '../../subject/subject.ts';
import type { RuleFinding, RuleType } from './rule.ts';

/** A setting that a rule of its own demands to be on. */
export interface Switch {
  readonly type: string;
  /** Where the setting is, and how messages call it. */
  readonly pointer: string;
  readonly label: string;
  /** Whether Image Builder takes it for on where nothing is said. */
  readonly onByDefault: boolean;
  valueIn(definition: JudgedDefinition): boolean | undefined;
  /** What else keeps it from working; found whether the setting is on or off, so that everything is told at once. */
  readonly obstacle?: Obstacle;
}

export interface Obstacle {
  readonly code: string;
  /** `undefined` where nothing is in the way. */
  find(definition: JudgedDefinition): Omit<RuleFinding, 'code'> | undefined;
}

/** The rule type of a switch, which its guide explains by what the switch is. */
export interface SwitchType extends RuleType<object> {
  readonly setting: Switch;
}

/** Makes the rule type of a switch: no parameters, and the fix is to switch it on. */
export function defineSwitch(setting: Switch): SwitchType {
  const { type, pointer, label, onByDefault, obstacle } = setting;
  const off = { pointer, expected: true, changes: [{ set: pointer, to: true }] };
  return {
    type,
    setting,
    prepare: () => (subject) => {
      const { definition } = subject;
      const value = setting.valueIn(definition);
      const isOn = value === true || (value === undefined && onByDefault);
      const found = obstacle?.find(definition);
      const hindered = obstacle === undefined || found === undefined ? [] : [{ code: obstacle.code, ...found }];
      if (isOn) return hindered;
      const message =
        value === false ? `${label} is off, it must be on` : `${label} is not given and off by default, it must be on`;
      return [{ code: 'off', message, actual: value ?? null, ...off }, ...hindered];
    },
  };
}
