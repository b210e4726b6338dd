import * as v from 'valibot';
import type { JudgingContext } from './subject.ts';
import { together } from './together.ts';
import type { Level } from './verdict.ts';

/** A level under conditions; all that are given have to hold. */
export interface ConditionalLevel {
  readonly environment?: string | undefined;
  /** `2027-01-15` (the first instant of that day in UTC) or an RFC 3339 time; from that instant on the entry no longer holds. */
  readonly before?: string | undefined;
  readonly level: Level;
}

/** A rule's level as written: one, or the first that applies of a list whose last entry is unconditional. */
export type LevelDocument = Level | readonly (Level | ConditionalLevel)[];

/** A level, and which part of the rule set it. */
export interface ResolvedLevel {
  readonly level: Level;
  /** `default`, the level itself, or the condition, for example `before 2027-01-15`. */
  readonly levelFrom: string;
}

export type LevelResolver = (context: Pick<JudgingContext, 'environment'>, now: Date) => ResolvedLevel;

/** Makes the function that finds a rule's level. A rule without one is enforced: leaving a level out never makes a rule weaker. */
export function levelResolver(document: LevelDocument | undefined): LevelResolver {
  if (document === undefined) return always({ level: 'enforce', levelFrom: 'default' });
  if (typeof document === 'string') return always({ level: document, levelFrom: document });
  const entries = document.map(prepareEntry);
  return (context, now) =>
    entries.find((entry) => entry.applies(context, now))?.resolved ?? { level: 'enforce', levelFrom: 'default' };
}

const levelSchema = v.picklist(['enforce', 'warn', 'audit']);

const entrySchema = v.lazy((entry) => (typeof entry === 'object' && entry !== null ? conditionalSchema : levelSchema));

const conditionalSchema = v.pipe(
  v.strictObject({
    environment: v.exactOptional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
    before: v.exactOptional(
      v.pipe(v.string(), v.check(isInstant, 'must be a date such as 2027-01-15 or a time such as 2027-01-15T08:00:00Z')),
    ),
    level: levelSchema,
  }),
  together(({ environment, before }) =>
    environment === undefined && before === undefined ? ['has no condition; write the level alone, as the last of the list'] : [],
  ),
);

/** A level as policies write it. */
export const levelDocumentSchema: v.GenericSchema<unknown, LevelDocument> = v.lazy((level) =>
  Array.isArray(level) ? levelListSchema : levelSchema,
);

const levelListSchema = v.pipe(
  v.array(entrySchema),
  v.check((list) => typeof list.at(-1) === 'string', 'must end with a plain level, which holds when no condition does'),
  v.check(
    (list) => list.slice(0, -1).every((entry) => typeof entry !== 'string'),
    'has a plain level before the end; what follows it would never be reached',
  ),
);

function always(resolved: ResolvedLevel): LevelResolver {
  return () => resolved;
}

function prepareEntry(entry: Level | ConditionalLevel): {
  applies: (...given: Parameters<LevelResolver>) => boolean;
  resolved: ResolvedLevel;
} {
  if (typeof entry === 'string') return { applies: () => true, resolved: { level: entry, levelFrom: entry } };
  const { environment, before, level } = entry;
  const end = before === undefined ? Infinity : Date.parse(before);
  const conditions = [environment && `environment ${environment}`, before && `before ${before}`].filter(
    (text) => text !== undefined,
  );
  return {
    applies: (context, now) => (environment === undefined || environment === context.environment) && now.getTime() < end,
    resolved: { level, levelFrom: conditions.join(', ') },
  };
}

/** The day has to exist: `Date.parse` alone would move 30 February into March. */
function isInstant(text: string): boolean {
  const date = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text)?.[1];
  if (date === undefined || Number.isNaN(Date.parse(text))) return false;
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
