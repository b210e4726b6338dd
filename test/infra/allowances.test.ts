import { expect, it } from 'vitest';
import { allowancesOfCaller, rateText } from '../../infra/api-gateway/allowances.ts';
import { parseSettings } from '../../lib/service/settings.ts';

const environment = { IMAGEGATE_ACCOUNT: '111122223333', AWS_REGION: 'eu-west-1', IMAGEGATE_ORGANISATION: 'organisation.json' };
const percents = Array.from({ length: 100 }, (_, index) => index + 1);

it.each([1, 7, 20, 9_999, 10_000])('a function can read every share of %i requests a second', (perSecond) => {
  for (const writeShare of percents) {
    for (const callerShare of percents) {
      const { writes } = allowancesOfCaller({ perSecond, burst: 5_000 }, { writeShare, callerShare });
      expect(parseSettings({ ...environment, IMAGEGATE_CALLER_RATE: rateText(writes) }).callerRate).toEqual(writes);
    }
  }
});
