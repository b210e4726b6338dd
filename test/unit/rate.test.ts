import { describe, expect, it } from 'vitest';
import { createBucket, createBuckets } from '../../lib/time/rate.ts';

describe('a bucket', () => {
  it('lets a burst through, then what flows in, and says how long to wait', () => {
    const take = createBucket({ perSecond: 2, burst: 3 });
    expect([0, 0, 0, 0].map(take)).toEqual([0, 0, 0, 0.5]);
    expect([250, 500, 500].map(take)).toEqual([0.25, 0, 0.5]);
  });

  it('saves no more than a burst', () => {
    const take = createBucket({ perSecond: 100, burst: 1 });
    expect([0, 60_000, 60_000].map((now) => take(now) === 0)).toEqual([true, true, false]);
  });

  it('survives a clock that is put back', () => {
    const take = createBucket({ perSecond: 1, burst: 2 });
    expect([10_000, 0, 0, 999, 1_000].map((now) => take(now) === 0)).toEqual([true, true, false, false, true]);
  });
});

describe('buckets by name', () => {
  it('leave each name its own, whatever others take', () => {
    const take = createBuckets({ perSecond: 1, burst: 1 });
    expect(['loud', 'loud', 'quiet', 'loud', 'quiet'].map((name) => take(name, 0) === 0)).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('are no more than so many: the one that was asked for the longest ago goes first', () => {
    const take = createBuckets({ perSecond: 1, burst: 1 }, 2);
    const within = (name: string) => take(name, 0) === 0;
    expect(['a', 'b', 'a', 'c'].map(within)).toEqual([true, true, false, true]);
    expect([within('a'), within('b'), within('c')]).toEqual([false, true, true]);
  });
});
