import type { JsonObject } from '../../../json/value.ts';
import { maximumTagValueLength } from '../../../service-limits.ts';
import { isBlank } from '../../../text/look-alike.ts';
import { compilePattern, type Pattern } from '../../../text/pattern/pattern.ts';
import { alternatives, quoted } from '../../../text/wording.ts';
import type { JudgingContext } from '../../subject/subject.ts';
import { fillForReading, fillText, templateOf } from '../../subject/template.ts';

/** What a rule demands of a tag's value; demanding nothing still means that the tag is there and not blank. */
export interface TagValueDemand {
  /** A template: the only value that does. */
  readonly equals?: string;
  /** The values that do. */
  readonly oneOf?: readonly string[];
  /** What the whole value must match. */
  readonly pattern?: string;
}

/** What is wrong with a value; the message continues a sentence that names the tag. */
export interface TagValueFinding {
  readonly code: 'missing' | 'not-equal' | 'not-one-of' | 'pattern-mismatch' | 'context-unknown';
  readonly message: string;
  readonly expected: JsonObject;
  /** The only value that would do. */
  readonly certain?: string | undefined;
}

export type TagValueJudge = (value: string | undefined, context: JudgingContext) => TagValueFinding | undefined;

/** Makes the function that judges one tag's value; `undefined` for a tag that is not there. */
export function prepareTagValue(demand: TagValueDemand): TagValueJudge {
  const template = demand.equals === undefined ? undefined : templateOf(demand.equals);
  const pattern = demand.pattern === undefined ? undefined : compilePattern(demand.pattern);
  return (value, context) => {
    const wanted = template === undefined ? undefined : fillText(template, context);
    if (wanted !== undefined && 'unknown' in wanted) return unknownContext(demand.equals ?? '', wanted.unknown, context);
    const allowed = wanted === undefined ? demand.oneOf : [wanted.value];
    const finding =
      presenceFinding(value) ?? choiceFinding(value, allowed, wanted !== undefined) ?? patternFinding(value, pattern);
    return finding && { ...finding, expected: expectedOf(demand, wanted?.value), certain: certainValue(allowed, pattern) };
  };
}

type BareFinding = Pick<TagValueFinding, 'code' | 'message'>;

function presenceFinding(value: string | undefined): BareFinding | undefined {
  if (value === undefined) return { code: 'missing', message: 'is missing' };
  return isBlank(value) ? { code: 'missing', message: 'is blank' } : undefined;
}

function choiceFinding(value = '', allowed: readonly string[] | undefined, isOnly: boolean): BareFinding | undefined {
  if (allowed === undefined || allowed.includes(value)) return undefined;
  const message = `is ${quoted(value)}, it must be ${alternatives(allowed.map(quoted))}`;
  return { code: isOnly ? 'not-equal' : 'not-one-of', message };
}

function patternFinding(value = '', pattern: Pattern | undefined): BareFinding | undefined {
  if (pattern === undefined || pattern.matches(value)) return undefined;
  return { code: 'pattern-mismatch', message: `is ${quoted(value)}, it must match ${quoted(pattern.source)}` };
}

function expectedOf({ oneOf, pattern }: TagValueDemand, equals: string | undefined): JsonObject {
  const expected = { ...(equals && { equals }), ...(oneOf && { oneOf }), ...(pattern && { pattern }) };
  return Object.keys(expected).length === 0 ? { present: true } : expected;
}

function unknownContext(equals: string, unknown: string, context: JudgingContext): TagValueFinding {
  const wanted = fillForReading(equals, context);
  return {
    code: 'context-unknown',
    message: `must be ${quoted(wanted)}, and no ${unknown} is known for you`,
    expected: { equals: wanted },
  };
}

/** Offered only when it would itself be accepted, here and by Image Builder. */
function certainValue(allowed: readonly string[] | undefined, pattern: Pattern | undefined): string | undefined {
  const [only] = allowed ?? [];
  if (only === undefined || allowed?.length !== 1 || isBlank(only) || only.length > maximumTagValueLength) return undefined;
  return pattern === undefined || pattern.matches(only) ? only : undefined;
}
