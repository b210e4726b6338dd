import { canonicalJson } from '../json/canonical.ts';
import type { JsonValue } from '../json/value.ts';
import { matches, wildcardOf } from '../text/wildcard.ts';
import type { JudgingContext } from './subject/subject.ts';
import { templateOf, wildcardFiller } from './subject/template.ts';

/** An exception as data: it admits named values of one team's pipelines against some rules, up to a day. */
export interface ExceptionDocument {
  readonly id: string;
  /** Ids of the rules that it is about. */
  readonly rules: readonly string[];
  readonly team: string;
  /** Wildcards on normalised names. */
  readonly pipelines: readonly string[];
  /**
   * Values by the JSON Pointer of their place: a text is a wildcard, `null` admits that nothing is given there, any other value
   * stands for itself.
   */
  readonly admits: Readonly<Record<string, readonly JsonValue[]>>;
  readonly reason: string;
  readonly ticket: string;
  readonly requestedBy: string;
  readonly approvedBy: string;
  /** The last day, `2027-01-31`, in UTC. */
  readonly until: string;
}

/** An exception ready to judge by. */
export interface Exception extends Pick<ExceptionDocument, 'id' | 'ticket' | 'until'> {
  readonly rules: ReadonlySet<string>;
  /** Whether it is about this pipeline, and has not ended. */
  holds(context: JudgingContext, now: Date): boolean;
  /** Whether it admits what is given at a place; `undefined` where nothing is, or only a default of Image Builder. */
  admits(pointer: string, given: unknown, context: JudgingContext): boolean;
}

/** Turns exceptions into closures, sorted by id, so that it does not matter in which order they were written. */
export function prepareExceptions(documents: readonly ExceptionDocument[]): readonly Exception[] {
  return documents.map(prepareException).sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** The first instant (milliseconds since 1970) at which an exception no longer holds: 24:00 UTC of its last day. */
export function endOfException({ until }: Pick<ExceptionDocument, 'until'>): number {
  return Date.parse(`${until}T00:00:00Z`) + millisecondsPerDay;
}

const millisecondsPerDay = 86_400_000;

function prepareException(document: ExceptionDocument): Exception {
  const { id, ticket, until, team } = document;
  const pipelines = document.pipelines.map(wildcardOf);
  const end = endOfException(document);
  const admissions = new Map(Object.entries(document.admits).map(([pointer, values]) => [pointer, values.map(prepareAdmission)]));
  return {
    id,
    ticket,
    until,
    rules: new Set(document.rules),
    holds: (context, now) =>
      context.team === team && now.getTime() < end && pipelines.some((wildcard) => matches(wildcard, context.name)),
    admits: (pointer, given, context) => admissions.get(pointer)?.some((admission) => admission(given, context)) ?? false,
  };
}

type Admission = (given: unknown, context: JudgingContext) => boolean;

function prepareAdmission(value: JsonValue): Admission {
  if (value === null) return (given) => given === undefined;
  if (typeof value === 'string') {
    const fill = wildcardFiller(templateOf(value));
    return (given, context) => {
      const filled = typeof given === 'string' ? fill(context) : undefined;
      return filled !== undefined && 'value' in filled && matches(filled.value, String(given));
    };
  }
  const wanted = canonicalJson(value);
  return (given) => given !== undefined && canonicalJson(given) === wanted;
}
