import type { JsonObject } from '../../../json/value.ts';
import { maximumTagValueLength } from '../../../service-limits.ts';
import { isBlank } from '../../../text/look-alike.ts';
import { compilePattern, type Pattern } from '../../../text/pattern/pattern.ts';
import { alternatives, quoted } from '../../../text/wording.ts';
import type { JudgingContext } from '../../subject/subject.ts';
import { fillForReading, fillText, templateOf } from '../../subject/template.ts';
import { type NearMiss, nearestChoice, nearestForm } from './near-miss.ts';

/** What a rule demands of a tag's value; demanding nothing still means that the tag is there and not blank. */
export interface TagValueDemand {
  /** A template: the only value that does. */
  readonly equals?: string;
  /** The values that do. */
  readonly oneOf?: readonly string[];
  /** What the whole value must match. */
  readonly pattern?: string;
  /** Values that do not, whatever their case. */
  readonly not?: readonly string[];
  /** In characters. */
  readonly minimumLength?: number;
  readonly maximumLength?: number;
}

/** What is wrong with a value; the message continues a sentence that names the tag. */
export interface TagValueFinding extends BareFinding {
  readonly expected: JsonObject;
  /** The only value that would do, or the one that was certainly meant. */
  readonly certain?: string | undefined;
}

interface BareFinding {
  readonly code:
    | 'missing'
    | 'not-equal'
    | 'not-one-of'
    | 'pattern-mismatch'
    | 'value-not-allowed'
    | 'too-short'
    | 'too-long'
    | 'context-unknown';
  readonly message: string;
}

export type TagValueJudge = (value: string | undefined, context: JudgingContext) => TagValueFinding | undefined;

/** Makes the function that judges one tag's value; `undefined` for a tag that is not there. */
export function prepareTagValue(demand: TagValueDemand): TagValueJudge {
  const template = demand.equals === undefined ? undefined : templateOf(demand.equals);
  const pattern = demand.pattern === undefined ? undefined : compilePattern(demand.pattern);
  const { not, minimumLength, maximumLength } = demand;
  const isLimited = not !== undefined || minimumLength !== undefined || maximumLength !== undefined;
  const choices = new Set(demand.oneOf);
  const parts = { isOnly: template !== undefined, choices, pattern, limits: isLimited ? demand : undefined };
  return (value, context) => {
    const wanted = template === undefined ? undefined : fillText(template, context);
    if (wanted !== undefined && 'unknown' in wanted) return unknownContext(demand.equals ?? '', wanted.unknown, context);
    const allowed = wanted === undefined ? demand.oneOf : [wanted.value];
    const finding = presenceFinding(value) ?? valueFinding(value ?? '', allowed, parts);
    if (finding === undefined) return undefined;
    const accepts = (text: string) =>
      !isBlank(text) && text.length <= maximumTagValueLength && valueFinding(text, allowed, parts) === undefined;
    return { ...mended(finding, value, allowed, accepts), expected: expectedOf(demand, wanted?.value) };
  };
}

/** What a demand says beside the values that do. */
interface DemandParts {
  readonly isOnly: boolean;
  /** Those of the list, to be looked up. */
  readonly choices: ReadonlySet<string>;
  readonly pattern: Pattern | undefined;
  /** Absent where there are none, so that nearly every value is spared the look. */
  readonly limits: TagValueDemand | undefined;
}

function valueFinding(
  value: string,
  allowed: readonly string[] | undefined,
  { isOnly, choices, pattern, limits }: DemandParts,
): BareFinding | undefined {
  return (
    (isOnly || !choices.has(value) ? choiceFinding(value, allowed, isOnly) : undefined) ??
    patternFinding(value, pattern) ??
    (limits === undefined ? undefined : limitFinding(value, limits))
  );
}

/** Adds what would do, or what was meant, where that can be told. */
function mended(
  finding: BareFinding,
  value: string | undefined,
  allowed: readonly string[] | undefined,
  accepts: (text: string) => boolean,
): Omit<TagValueFinding, 'expected'> {
  const [only, ...others] = allowed ?? [];
  if (only !== undefined && others.length === 0) return { ...finding, certain: accepts(only) ? only : undefined };
  // Of a value that is not allowed, or too long, nobody can tell what was meant.
  const isMiss = finding.code === 'not-one-of' || finding.code === 'pattern-mismatch';
  const meant = value === undefined || !isMiss ? undefined : meantBy(value, allowed, accepts);
  if (meant === undefined) return finding;
  const message = `${finding.message}; did you mean ${quoted(meant.value)}?`;
  return { ...finding, message, certain: meant.isSlip ? meant.value : undefined };
}

/** Offered only when it would itself be accepted, here and by Image Builder. */
function meantBy(
  value: string,
  allowed: readonly string[] | undefined,
  accepts: (text: string) => boolean,
): NearMiss | undefined {
  return allowed === undefined ? nearestForm(value, accepts) : nearestChoice(value, allowed.filter(accepts));
}

function presenceFinding(value: string | undefined): BareFinding | undefined {
  if (value === undefined) return { code: 'missing', message: 'is missing' };
  return isBlank(value) ? { code: 'missing', message: 'is blank' } : undefined;
}

function choiceFinding(value: string, allowed: readonly string[] | undefined, isOnly: boolean): BareFinding | undefined {
  if (allowed === undefined || allowed.includes(value)) return undefined;
  const message = `is ${quoted(value)}, it must be ${alternatives(allowed.map(quoted))}`;
  return { code: isOnly ? 'not-equal' : 'not-one-of', message };
}

function patternFinding(value: string, pattern: Pattern | undefined): BareFinding | undefined {
  if (pattern === undefined || pattern.matches(value)) return undefined;
  return { code: 'pattern-mismatch', message: `is ${quoted(value)}, it must match ${quoted(pattern.source)}` };
}

function limitFinding(value: string, { not, minimumLength, maximumLength }: TagValueDemand): BareFinding | undefined {
  if (not?.some((each) => each.toLowerCase() === value.toLowerCase()) === true)
    return { code: 'value-not-allowed', message: `is ${quoted(value)}, which is not allowed` };
  if (minimumLength === undefined && maximumLength === undefined) return undefined;
  const length = lengthOf(value);
  if (length < (minimumLength ?? 0))
    return { code: 'too-short', message: `has ${length} characters, at least ${minimumLength} are needed` };
  return length > (maximumLength ?? maximumTagValueLength)
    ? { code: 'too-long', message: `has ${length} characters, at most ${maximumLength} are allowed` }
    : undefined;
}

/** In characters as JSON Schema counts them, in which one beyond the Basic Multilingual Plane is one. */
export function lengthOf(value: string): number {
  return Array.from(value).length;
}

function expectedOf({ equals: _, ...demand }: TagValueDemand, equals: string | undefined): JsonObject {
  const expected: JsonObject = { ...(equals && { equals }), ...demand };
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
