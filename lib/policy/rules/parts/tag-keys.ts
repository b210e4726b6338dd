import { toPointer } from '../../../json/pointer.ts';
import { differsInCaseOnly, looksLike } from '../../../text/look-alike.ts';
import { nearest } from '../../../text/spelling.ts';
import { matches } from '../../../text/wildcard.ts';
import { alternatives, quoted } from '../../../text/wording.ts';
import type { JudgingContext } from '../../subject/subject.ts';
import { templateOf, wildcardFiller } from '../../subject/template.ts';
import type { FixStep, RuleFinding } from './rule.ts';
import type { TagValueJudge } from './tag-value.ts';

/** Whose tags a rule is about: the member they are in, and what messages call one. */
export interface Target {
  readonly member: 'tags' | 'imageTags';
  readonly label: string;
}

export type Tags = Readonly<Record<string, string>>;

/** A key that a rule knows, and what its value has to be. */
export interface Listed {
  readonly key: string;
  readonly judge: TagValueJudge;
  /** Whether the demand tells values apart, so that a value which meets it was meant for it. */
  readonly isTelling: boolean;
}

/** The tags of one place, as they are judged. */
export interface TagScene {
  readonly target: Target;
  readonly present: Tags;
  readonly context: JudgingContext;
}

type ForbiddenKeys = (scene: TagScene) => readonly RuleFinding[];

/** Makes the function that finds the keys which match a wildcard. */
export function prepareForbidden(forbid: readonly string[]): ForbiddenKeys {
  const fillers = forbid.map((wildcard) => wildcardFiller(templateOf(wildcard)));
  return ({ target, present, context }) => {
    const filled = fillers.map((fill) => fill(context));
    const found = Object.keys(present)
      .filter((key) => filled.some((wildcard) => 'value' in wildcard && matches(wildcard.value, key)))
      .map((key) => forbidden(target, key, present[key]));
    const unknown = filled.find((wildcard) => 'unknown' in wildcard)?.unknown;
    return unknown === undefined ? found : [...found, unknownForbidden(target, unknown)];
  };
}

function forbidden(target: Target, key: string, value: string | undefined): RuleFinding {
  return {
    code: 'forbidden-key',
    pointer: toPointer([target.member, key]),
    message: `${target.label} ${quoted(key)} is forbidden`,
    actual: value ?? null,
    expected: null,
    changes: [removed(target, key)],
  };
}

function unknownForbidden(target: Target, unknown: string): RuleFinding {
  const message = `which ${target.label}s are forbidden depends on your ${unknown}, and no ${unknown} is known for you`;
  return { code: 'context-unknown', pointer: toPointer([target.member]), message, actual: null, expected: null };
}

/**
 * Finds keys that were meant for optional ones: such a one would be there without its value being looked at. Where no other keys
 * are allowed, all that are not listed are found.
 * @param required Findings about these say already which key was meant.
 */
export function strangeKeys(
  {
    required,
    optional,
    areOthersForbidden,
  }: { required: readonly Listed[]; optional: readonly Listed[]; areOthersForbidden: boolean },
  scene: TagScene,
): readonly RuleFinding[] {
  const { target, present, context } = scene;
  const listed = [...required, ...optional];
  const isMissing = ({ key }: Listed) => !Object.hasOwn(present, key);
  return Object.keys(present).flatMap((key): readonly RuleFinding[] => {
    if (listed.some((each) => each.key === key) || required.some((each) => isMissing(each) && looksLike(key, each.key)))
      return [];
    const value = present[key] ?? '';
    const alike = optional.filter((each) => isMissing(each) && looksLike(key, each.key));
    const [meant] = alike;
    if (meant === undefined) return areOthersForbidden ? [unlisted(target, key, value, listed)] : [];
    const isClear = alike.length === 1 && (areOthersForbidden || isMeantFor(key, value, meant, context));
    const changes: readonly FixStep[] = isClear
      ? [removed(target, key), { set: toPointer([target.member, meant.key]), to: value }]
      : [];
    const message = `${target.label} ${quoted(key)} is another key than ${meant.key}; did you mean ${quoted(meant.key)}?`;
    const place = { pointer: toPointer([target.member, key]), actual: value, expected: { key: meant.key } };
    return [{ code: 'misspelt-key', message, ...place, ...(changes.length > 0 && { changes }) }];
  });
}

/**
 * A key that differs in case only is a slip; one that differs in more is so where its value is one for the key that was meant.
 */
export function isMeantFor(key: string, value: string, meant: Listed, context: JudgingContext): boolean {
  return differsInCaseOnly(key, meant.key) || (meant.isTelling && meant.judge(value, context) === undefined);
}

function unlisted(target: Target, key: string, value: string, listed: readonly Listed[]): RuleFinding {
  const keys = listed.map((each) => each.key);
  const near = nearest(key, keys);
  const rest = near === undefined ? '' : `; did you mean ${quoted(near)}?`;
  return {
    code: 'unlisted-key',
    pointer: toPointer([target.member, key]),
    message: `${target.label} ${quoted(key)} is not allowed, the keys are ${alternatives(keys)}${rest}`,
    actual: value,
    expected: { keys },
    // What was meant for another key is not thrown away.
    ...(near === undefined && { changes: [removed(target, key)] }),
  };
}

export function removed(target: Target, key: string): FixStep {
  return { remove: toPointer([target.member, key]) };
}
