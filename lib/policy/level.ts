import type { JudgingContext } from './subject/subject.ts';
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
