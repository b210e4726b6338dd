import { endOfException } from './exceptions.ts';
import type { Policy } from './policy.ts';
import type { Verdict } from './verdict.ts';

/** What became of an exception over many pipelines. */
export interface ExceptionUse {
  readonly id: string;
  /** The last day on which it holds, in UTC. */
  readonly until: string;
  /** How many of the pipelines needed it. */
  readonly needed: number;
  /** For how many it holds although they did not need it. */
  readonly unneeded: number;
  /**
   * `used`: a pipeline needs it. `not-needed`: it holds for some, and none needs it any more. `not-met`: it holds for none of
   * them. `ended`: it holds no longer. All but the first can go, provided that the verdicts are on all the pipelines there are.
   */
  readonly state: 'used' | 'not-needed' | 'not-met' | 'ended';
}

/**
 * How the exceptions of a policy were used in verdicts, one for each pipeline, that were given at a time; in the order of their
 * ids.
 */
export function exceptionUse(
  policy: Policy,
  verdicts: Iterable<Pick<Verdict, 'exceptions'>>,
  now: Date,
): readonly ExceptionUse[] {
  const counts = new Map(policy.exceptions.map(({ id }) => [id, { needed: 0, unneeded: 0 }]));
  for (const { exceptions } of verdicts) {
    for (const { exception, findings } of exceptions) {
      const count = counts.get(exception);
      if (count !== undefined) count[findings > 0 ? 'needed' : 'unneeded'] += 1;
    }
  }
  return policy.exceptions.map((exception) => {
    const { needed = 0, unneeded = 0 } = counts.get(exception.id) ?? {};
    return {
      id: exception.id,
      until: exception.until,
      needed,
      unneeded,
      state: stateOf(endOfException(exception), { needed, unneeded }, now),
    };
  });
}

function stateOf(end: number, { needed, unneeded }: Pick<ExceptionUse, 'needed' | 'unneeded'>, now: Date): ExceptionUse['state'] {
  if (!(now.getTime() < end)) return 'ended';
  if (needed > 0) return 'used';
  return unneeded > 0 ? 'not-needed' : 'not-met';
}
