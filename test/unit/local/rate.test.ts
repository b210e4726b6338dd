import { expect, it } from 'vitest';
import { createLimiter } from '../../../infra/local/rate.ts';

it('lets a burst through, then what flows in', () => {
  const isWithinRate = createLimiter({ perSecond: 2, burst: 3 });
  const at = (...times: number[]) => times.map((time) => isWithinRate(time));
  expect(at(0, 0, 0, 0)).toEqual([true, true, true, false]);
  expect(at(500, 500, 1_000)).toEqual([true, false, true]);
});

it('saves no more than a burst', () => {
  const isWithinRate = createLimiter({ perSecond: 100, burst: 1 });
  expect([0, 60_000, 60_000].map(isWithinRate)).toEqual([true, true, false]);
});

it('survives a clock that is put back', () => {
  const isWithinRate = createLimiter({ perSecond: 1, burst: 2 });
  expect([10_000, 0, 0, 999, 1_000].map(isWithinRate)).toEqual([true, true, false, false, true]);
});
