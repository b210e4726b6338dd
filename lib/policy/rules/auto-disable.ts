import * as v from 'valibot';
import { defineRuleType, type RuleFinding } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { together } from '../together.ts';

/** Source: EC2 Image Builder API Reference, AutoDisablePolicy: failureCount is 1 to 10. */
const serviceMinimum = 1;
const serviceMaximum = 10;

/** What the service uses for a schedule without a policy, without saying so. Source: the same page. */
const serviceDefault = 5;

const failureCountSchema = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(serviceMinimum, `must be at least ${serviceMinimum}, as in Image Builder`),
  v.maxValue(serviceMaximum, `must be at most ${serviceMaximum}, as in Image Builder`),
);

const parametersSchema = v.pipe(
  v.strictObject({
    minimum: v.exactOptional(
      v.pipe(failureCountSchema, v.description('The smallest failureCount.'), v.metadata({ default: serviceMinimum })),
    ),
    maximum: v.exactOptional(
      v.pipe(failureCountSchema, v.description('The largest failureCount.'), v.metadata({ default: serviceMaximum })),
    ),
  }),
  together(({ minimum = serviceMinimum, maximum = serviceMaximum }) =>
    minimum <= maximum ? [] : ['has a minimum above its maximum'],
  ),
);

const policyPointer = '/schedule/autoDisablePolicy';
const countPointer = `${policyPointer}/failureCount`;

/** A schedule must say itself after how many failures it stops; what the service would assume in silence does not count as said. */
export const autoDisable = defineRuleType({
  type: 'auto-disable',
  purpose: 'A pipeline that runs on a schedule must be disabled after a given number of failures in a row.',
  parameters: parametersSchema,
  codes: {
    missing: 'The pipeline has a schedule but does not say after how many failures it is disabled.',
    'above-maximum': 'failureCount is larger than the rule allows.',
    'below-minimum': 'failureCount is smaller than the rule allows.',
  },
  example: { maximum: 5 },
  prepare(limits) {
    const { minimum = serviceMinimum, maximum = serviceMaximum } = limits;
    const expected = Object.keys(limits).length === 0 ? { minimum, maximum } : limits;
    return (subject) => {
      if (subject.definition.schedule?.scheduleExpression === undefined)
        return { skip: 'the pipeline has no schedule expression' };
      const count = givenCount(subject);
      if (count === undefined) return [missing(clamp(serviceDefault, minimum, maximum), expected)];
      if (count > maximum) return [outside('above-maximum', count, `at most ${maximum} is allowed`, maximum, expected)];
      if (count < minimum) return [outside('below-minimum', count, `at least ${minimum} is needed`, minimum, expected)];
      return [];
    };
  },
  explain({ minimum, maximum }) {
    const bounds = [minimum && `at least ${minimum}`, maximum && `at most ${maximum}`].filter((bound) => bound !== undefined);
    const failureCount = clamp(serviceDefault, minimum ?? serviceMinimum, maximum ?? serviceMaximum);
    return {
      summary: `A schedule must state failureCount${bounds.length === 0 ? '' : `, ${bounds.join(' and ')}`}.`,
      howToSatisfy: [
        `If the pipeline has a schedule expression, set ${countPointer}, for example to ${failureCount}.`,
        `Leaving it out does not do: the service would assume ${serviceDefault} and not show it.`,
      ],
      example: { schedule: { scheduleExpression: 'cron(0 6 ? * mon *)', autoDisablePolicy: { failureCount } } },
    };
  },
  narrow({ minimum, maximum }, context) {
    const failureCount = { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
    const demanded = {
      ...(context.isFilledIn(policyPointer) ? {} : { required: ['autoDisablePolicy'] }),
      properties: { autoDisablePolicy: { properties: { failureCount } } },
    };
    return [{ at: '/schedule', schema: { anyOf: [{ not: { required: ['scheduleExpression'] } }, demanded] } }];
  },
});

interface Limits {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

function givenCount(subject: Subject): number | undefined {
  const count = subject.definition.schedule?.autoDisablePolicy?.failureCount;
  return subject.originOf(countPointer) === 'aws-default' ? undefined : count;
}

function missing(nearest: number, expected: Limits): RuleFinding {
  return {
    code: 'missing',
    pointer: policyPointer,
    message: 'autoDisablePolicy is missing, a schedule needs one',
    actual: null,
    expected: { ...expected },
    changes: [{ set: policyPointer, to: { failureCount: nearest } }],
  };
}

function outside(code: string, count: number, limit: string, nearest: number, expected: Limits): RuleFinding {
  return {
    code,
    pointer: countPointer,
    message: `failureCount is ${count}, ${limit}`,
    actual: count,
    expected: { ...expected },
    changes: [{ set: countPointer, to: nearest }],
  };
}

function clamp(value: number, minimum: number, maximum: number): number {
  return Math.min(Math.max(value, minimum), maximum);
}
