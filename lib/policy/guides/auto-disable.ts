import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import { defaultFailureCount, maximumFailureCount, minimumFailureCount } from '../../service-limits.ts';
import { autoDisable, clamp, countPointer, policyPointer } from '../rules/auto-disable.ts';
import { defineGuide } from './parts/guide.ts';

const failureCountSchema = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(minimumFailureCount, `must be at least ${minimumFailureCount}, as in Image Builder`),
  v.maxValue(maximumFailureCount, `must be at most ${maximumFailureCount}, as in Image Builder`),
);

const parametersSchema = v.pipe(
  v.strictObject({
    minimum: v.exactOptional(
      v.pipe(failureCountSchema, v.description('The smallest failureCount.'), v.metadata({ default: minimumFailureCount })),
    ),
    maximum: v.exactOptional(
      v.pipe(failureCountSchema, v.description('The largest failureCount.'), v.metadata({ default: maximumFailureCount })),
    ),
  }),
  together(({ minimum = minimumFailureCount, maximum = maximumFailureCount }) =>
    minimum <= maximum ? [] : ['has a minimum above its maximum'],
  ),
);

export const autoDisableGuide = defineGuide(autoDisable, {
  purpose: 'A pipeline that runs on a schedule must be disabled after a given number of failures in a row.',
  parameters: parametersSchema,
  codes: {
    missing: 'The pipeline has a schedule but does not say after how many failures it is disabled.',
    'above-maximum': 'failureCount is larger than the rule allows.',
    'below-minimum': 'failureCount is smaller than the rule allows.',
  },
  example: { maximum: 5 },
  explain({ minimum, maximum }) {
    const bounds = [minimum && `at least ${minimum}`, maximum && `at most ${maximum}`].filter((bound) => bound !== undefined);
    const failureCount = clamp(defaultFailureCount, minimum ?? minimumFailureCount, maximum ?? maximumFailureCount);
    return {
      summary: `A schedule must state failureCount${bounds.length === 0 ? '' : `, ${bounds.join(' and ')}`}.`,
      howToSatisfy: [
        `If the pipeline has a schedule expression, set ${countPointer}, for example to ${failureCount}.`,
        `Leaving it out is not enough: the service would assume ${defaultFailureCount} and not show it.`,
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
