import { matches, wildcardOf } from '../text/wildcard.ts';
import { alternatives } from '../text/wording.ts';
import { conditionOf } from './cel/condition.ts';
import type { Judge } from './rules/parts/rule.ts';
import type { JudgingContext } from './subject/subject.ts';

/** Which pipelines a rule is about. All that is given has to fit; what is left out narrows nothing. */
export interface ScopeDocument {
  /** Wildcards on names of teams, of environments and of Regions; one of each list has to match. */
  readonly teams?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /** A condition in CEL. */
  readonly when?: string | undefined;
}

/** What a scope may ask of the circumstances, by the names of the lists that do. */
export const scopeMembers = { teams: 'team', environments: 'environment', regions: 'region' } as const;

type Circumstances = Pick<JudgingContext, 'team' | 'environment' | 'region'>;

/** A scope's lists ready to be asked. */
export interface RuleScope extends Omit<ScopeDocument, 'when'> {
  /** Why the rule is not about these circumstances; `undefined` where it is, or where what would tell is not known. */
  outside(circumstances: Circumstances): string | undefined;
}

/** Makes the scope of a rule's lists. */
export function scopeOf(document: Omit<ScopeDocument, 'when'>): RuleScope {
  const demands = (['teams', 'environments', 'regions'] as const).flatMap((list) => {
    const names = document[list];
    if (names === undefined) return [];
    const member = scopeMembers[list];
    return [{ member, isMet: isAmong(names), reason: `the rule is for ${nouns[member]} ${alternatives(names)}` }];
  });
  return {
    ...document,
    outside(circumstances) {
      for (const { member, isMet, reason } of demands) {
        const value = circumstances[member];
        // What is not known cannot take a pipeline out of a rule.
        if (value !== null && !isMet(value)) return reason;
      }
      return undefined;
    },
  };
}

const nouns = { team: 'team', environment: 'environment', region: 'Region' } as const;

/** Makes the function that tells whether a name is meant by one of some wildcards. */
export function isAmong(names: readonly string[]): (name: string) => boolean {
  const wildcards = names.map(wildcardOf);
  return (name) => wildcards.some((wildcard) => matches(wildcard, name));
}

/**
 * A judgement that is only made within a scope. Where a condition cannot be decided the rule applies: nothing gets out of a rule
 * because too little is known.
 */
export function scoped(judgement: Judge, scope: RuleScope, when: string | undefined): Judge {
  const applies = when === undefined ? undefined : conditionOf(when);
  return (subject, context, now) => {
    const reason = scope.outside(context);
    if (reason !== undefined) return { skip: reason };
    if (applies?.(subject, context) === false) return { skip: 'the condition under which the rule applies does not hold' };
    return judgement(subject, context, now);
  };
}
