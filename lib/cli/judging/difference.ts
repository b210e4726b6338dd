import type { Policy } from '../../policy/policy.ts';
import type { Finding } from '../../policy/verdict.ts';
import type { TextPosition } from '../input/position.ts';
import type { Checked, CheckedVerdict } from './checked.ts';

/** What the other policy means for one definition. */
export interface VerdictChange {
  /** `refuses` and `admits` what was not; `otherwise`: the decision stays, the violations or advisories do not. */
  readonly effect: 'refuses' | 'admits' | 'otherwise';
  readonly file: string;
  readonly part: string;
  readonly appearing: readonly PlacedFinding[];
  readonly vanishing: readonly PlacedFinding[];
}

export interface PlacedFinding extends Pick<Finding, 'rule' | 'code' | 'level' | 'pointer' | 'message'> {
  readonly position: TextPosition;
}

/** Compares two judgements of one definition; `undefined` when nothing is different, or nothing was judged. */
export function changeOf(before: Checked, after: Checked): VerdictChange | undefined {
  if (!('verdict' in before) || !('verdict' in after)) return undefined;
  const { file, part } = after.document;
  const appearing = beyond(after, before);
  const vanishing = beyond(before, after);
  const isAllowed = { before: before.decision === 'allow', after: after.decision === 'allow' };
  if (isAllowed.before === isAllowed.after && appearing.length + vanishing.length === 0) return undefined;
  const effect = isAllowed.before === isAllowed.after ? 'otherwise' : isAllowed.after ? 'admits' : 'refuses';
  return { effect, file, part, appearing, vanishing };
}

/** Violations and advisories of one verdict that the other has not, or not at this level. */
function beyond({ verdict, document }: CheckedVerdict, other: CheckedVerdict): readonly PlacedFinding[] {
  const key = ({ rule, level, code, pointer }: Finding) => [rule, level, code, pointer].join('\n');
  const known = new Set([...other.verdict.violations, ...other.verdict.advisories].map(key));
  return [...verdict.violations, ...verdict.advisories]
    .filter((finding) => !known.has(key(finding)))
    .map(({ rule, level, code, pointer, message }) => ({
      rule,
      level,
      code,
      pointer,
      message,
      position: document.regionOf(pointer).start,
    }));
}

/** What another policy means for many definitions. */
export interface PolicyDifference {
  readonly before: Policy;
  readonly after: Policy;
  readonly total: number;
  readonly changes: readonly VerdictChange[];
}

export interface RuleDifference {
  readonly rule: string;
  /** Definitions in which the rule refuses something that it did not, and the other way round. */
  readonly refuses: number;
  readonly refusesNoLonger: number;
  /** The same of its advisories. */
  readonly warns: number;
  readonly warnsNoLonger: number;
}

/** How often each rule says something else; rules that say the same are left out. */
export function byRule({ before, after, changes }: PolicyDifference): readonly RuleDifference[] {
  const ids = new Set([...before.rules, ...after.rules].map(({ id }) => id));
  const howMany = (rule: string, side: 'appearing' | 'vanishing', level: Finding['level']) =>
    changes.filter((change) => change[side].some((place) => place.rule === rule && place.level === level)).length;
  return [...ids]
    .map((rule) => ({
      rule,
      refuses: howMany(rule, 'appearing', 'enforce'),
      refusesNoLonger: howMany(rule, 'vanishing', 'enforce'),
      warns: howMany(rule, 'appearing', 'warn'),
      warnsNoLonger: howMany(rule, 'vanishing', 'warn'),
    }))
    .filter(({ rule: _, ...counts }) => Object.values(counts).some((count) => count > 0));
}
