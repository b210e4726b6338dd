import { alternatives } from '../text/wording.ts';
import { isAmong } from './scope.ts';
import type { JudgingContext } from './subject/subject.ts';
import type { Level } from './verdict.ts';

/** A level as a rule has it; one that is `off` says nothing at all. */
export type RuleLevel = Level | 'off';

/** A level under conditions; all that are given have to hold. */
export interface ConditionalLevel {
  /** One or several; of each, wildcards. */
  readonly environment?: string | readonly string[] | undefined;
  readonly team?: string | readonly string[] | undefined;
  readonly region?: string | readonly string[] | undefined;
  /** `2027-01-15` (the first instant of that day in UTC) or an RFC 3339 time; from that instant on the entry no longer holds. */
  readonly before?: string | undefined;
  readonly level: RuleLevel;
}

/** A rule's level as written: one, or the first that applies of a list whose last entry is unconditional. */
export type LevelDocument = RuleLevel | readonly (RuleLevel | ConditionalLevel)[];

/** A level, and which part of the rule set it. */
export interface ResolvedLevel<Found = Level> {
  readonly level: Found;
  /** `default`, the level itself, or the condition, for example `before 2027-01-15`. */
  readonly levelFrom: string;
}

export type LevelResolver = (
  context: Pick<JudgingContext, 'team' | 'environment' | 'region'>,
  now: Date,
) => ResolvedLevel<Level> | ResolvedLevel<'off'>;

/**
 * Makes the function that finds a rule's level. A rule without one is enforced: leaving a level out never makes a rule weaker.
 */
export function levelResolver(document: LevelDocument | undefined): LevelResolver {
  if (document === undefined) return always('enforce', 'default');
  if (typeof document === 'string') return always(document, document);
  const entries = document.map(prepareEntry);
  const otherwise = always('enforce', 'default');
  return (context, now) => {
    const entry = entries.find(({ applies }) => applies(context, now));
    return (entry?.resolve ?? otherwise)(context, now);
  };
}

function always(level: RuleLevel, levelFrom: string): LevelResolver {
  const resolved = level === 'off' ? { level, levelFrom } : { level, levelFrom };
  return () => resolved;
}

/** What a level may depend on beside the time. A condition about what is not known does not hold. */
export const levelConditions = ['environment', 'team', 'region'] as const;

function prepareEntry(entry: RuleLevel | ConditionalLevel): {
  applies: (...given: Parameters<LevelResolver>) => boolean;
  resolve: LevelResolver;
} {
  if (typeof entry === 'string') return { applies: () => true, resolve: always(entry, entry) };
  const { before, level } = entry;
  const end = before === undefined ? Infinity : Date.parse(before);
  const demands = levelConditions.flatMap((member) => {
    const names = entry[member];
    return names === undefined ? [] : [{ member, names: [names].flat(), isMet: isAmong([names].flat()) }];
  });
  const conditions = demands.map(({ member, names }) => `${member} ${alternatives(names)}`);
  return {
    applies: (context, now) =>
      now.getTime() < end &&
      demands.every(({ member, isMet }) => {
        const value = context[member];
        return value !== null && isMet(value);
      }),
    resolve: always(level, [...conditions, ...(before === undefined ? [] : [`before ${before}`])].join(', ')),
  };
}
