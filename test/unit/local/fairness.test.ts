import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../../infra/local/gateway/fairness.ts';
import { RateLimited } from '../../../lib/problem/errors.ts';

const read = { scope: 'read' } as const;
const write = { scope: 'write' } as const;
const ask = { scope: null };

/** Of so many calls at the same time: how many pass, and after how many seconds the last one is to be made again. */
function flood(call: () => void, calls: number) {
  let passed = 0;
  let retryAfter: string | undefined;
  for (let made = 0; made < calls; made++) {
    try {
      call();
      passed++;
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
      retryAfter = error.headers['retry-after'];
    }
  }
  return { passed, retryAfter };
}

describe('of 20 requests a second, half for writes and half for one caller,', () => {
  const admission = () => createAdmission({ perSecond: 20, burst: 40 }, { writeShare: 50, callerShare: 50 });

  it.each([
    ['reads', read, 20],
    ['writes', write, 10],
    ['questions that need no scope', ask, 20],
  ])('one caller gets a burst of %s', (_, route, passed) => {
    const admit = admission();
    expect(flood(() => admit('loud', route, 0), 500)).toEqual({ passed, retryAfter: '1' });
  });

  it('what one caller is refused is not taken from another', () => {
    const admit = admission();
    flood(() => admit('loud', read, 0), 500);
    expect(flood(() => admit('quiet', read, 0), 20)).toEqual({ passed: 20, retryAfter: undefined });
  });

  it('reads take nothing from writes, and writes nothing from reads', () => {
    const admit = admission();
    flood(() => admit('loud', read, 0), 500);
    expect(flood(() => admit('loud', write, 0), 500).passed).toBe(10);
    expect(flood(() => admit('quiet', read, 0), 500).passed).toBe(20);
  });

  it('all together get no more than there is', () => {
    const admit = admission();
    for (const caller of ['a', 'b']) flood(() => admit(caller, read, 0), 500);
    expect(flood(() => admit('c', read, 0), 1)).toEqual({ passed: 0, retryAfter: '1' });
  });

  it('nobody is one caller, whoever that is and whatever it asks for', () => {
    const admit = admission();
    expect(flood(() => admit(undefined, undefined, 0), 500).passed).toBe(20);
    expect(flood(() => admit('nobody', read, 0), 500).passed).toBe(20);
  });
});

it('says how long a slow allowance takes to fill', () => {
  const admit = createAdmission({ perSecond: 1, burst: 1 }, { writeShare: 50, callerShare: 20 });
  expect(flood(() => admit('a', write, 0), 2)).toEqual({ passed: 1, retryAfter: '10' });
});
