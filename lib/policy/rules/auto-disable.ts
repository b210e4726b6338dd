import { defaultFailureCount, maximumFailureCount, minimumFailureCount } from '../../service-limits.ts';
import type { Subject } from '../subject/subject.ts';
import type { RuleFinding, RuleType } from './parts/rule.ts';

export const policyPointer = '/schedule/autoDisablePolicy';
export const countPointer = `${policyPointer}/failureCount`;

/** Bounds of failureCount. */
export interface AutoDisableParameters {
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * A schedule must say itself after how many failures it stops; what the service would assume in silence does not count as said.
 */
export const autoDisable: RuleType<AutoDisableParameters> = {
  type: 'auto-disable',
  prepare(limits) {
    const { minimum = minimumFailureCount, maximum = maximumFailureCount } = limits;
    const expected = Object.keys(limits).length === 0 ? { minimum, maximum } : inOrder(limits);
    return (subject) => {
      if (subject.definition.schedule?.scheduleExpression === undefined)
        return { skip: 'the pipeline has no schedule expression' };
      const count = givenCount(subject);
      if (count === undefined) return [missing(clamp(defaultFailureCount, minimum, maximum), expected)];
      if (count > maximum) return [outside('above-maximum', count, `at most ${maximum} is allowed`, maximum, expected)];
      if (count < minimum) return [outside('below-minimum', count, `at least ${minimum} is needed`, minimum, expected)];
      return [];
    };
  },
};

/** As they are told, however the policy's file puts them. */
function inOrder({ minimum, maximum }: AutoDisableParameters): AutoDisableParameters {
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

function givenCount(subject: Subject): number | undefined {
  const count = subject.definition.schedule?.autoDisablePolicy?.failureCount;
  return subject.originOf(countPointer) === 'aws-default' ? undefined : count;
}

function missing(nearest: number, expected: AutoDisableParameters): RuleFinding {
  return {
    code: 'missing',
    pointer: policyPointer,
    message: 'autoDisablePolicy is missing, a schedule needs one',
    actual: null,
    expected: { ...expected },
    changes: [{ set: policyPointer, to: { failureCount: nearest } }],
  };
}

function outside(code: string, count: number, limit: string, nearest: number, expected: AutoDisableParameters): RuleFinding {
  return {
    code,
    pointer: countPointer,
    message: `failureCount is ${count}, ${limit}`,
    actual: count,
    expected: { ...expected },
    changes: [{ set: countPointer, to: nearest }],
  };
}

/** The nearest number within bounds. */
export function clamp(value: number, minimum: number, maximum: number): number {
  return Math.min(Math.max(value, minimum), maximum);
}
