import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leavingAlone, pauseAsked } from '../../../lib/image-builder/wire/repetition.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T09:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

it.each<[Record<string, string>, number | undefined]>([
  [{}, undefined],
  [{ 'retry-after': '60' }, 60_000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '1.5' }, 1_500],
  [{ 'retry-after': 'Sat, 21 Nov 2026 09:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 08:00:00 GMT' }, 0],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': '99999999999' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{ 'x-amz-retry-after': '250' }, 250],
  [{ 'x-amz-retry-after': 'x', 'retry-after': '3' }, 3_000],
])('an answer with %j asks for %j ms', (headers, milliseconds) => {
  expect(pauseAsked(headers)).toBe(milliseconds);
});

describe('another try', () => {
  /** A strategy that waits for 100 ms and then lets every call be made again. */
  function strategy(isWilling: () => boolean = () => true) {
    const asked: string[] = [];
    const inner = {
      acquireInitialRetryToken: async () => 'first',
      async refreshRetryTokenForRetry(token: string) {
        asked.push(token);
        await new Promise((resolve) => setTimeout(resolve, 100));
        return 'second';
      },
      recordSuccess: () => undefined,
    };
    return { asked, retry: leavingAlone<string, { error: unknown; retryAfterHint?: Date }>(inner, isWilling) };
  }

  it.each([
    ['after the pause of the strategy', undefined, 100],
    ['no sooner than the answer asked for', 8_000, 8_000],
    ['after the longer one of both', 30, 100],
  ])('comes %s', async (_, asked, milliseconds) => {
    const { retry } = strategy();
    const failure = {
      error: new Error('no'),
      ...(asked === undefined ? {} : { retryAfterHint: new Date(Date.now() + asked) }),
    };
    const tried = vi.fn();
    void retry.refreshRetryTokenForRetry('first', failure).then(tried);
    await vi.advanceTimersByTimeAsync(milliseconds - 1);
    expect(tried).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(tried).toHaveBeenCalledWith('second');
  });

  it('is not made of what must not be sent again', async () => {
    const { asked, retry } = strategy();
    const error = Object.assign(new Error('no'), { isRepeatable: false });
    await expect(retry.refreshRetryTokenForRetry('first', { error })).rejects.toBe(error);
    expect(asked).toEqual([]);
  });

  it('is not made while nothing is sent', async () => {
    const { asked, retry } = strategy(() => false);
    const error = new Error('no');
    await expect(retry.refreshRetryTokenForRetry('first', { error })).rejects.toBe(error);
    expect(asked).toEqual([]);
  });

  it('is not made when by its time nothing is sent any more', async () => {
    let isWilling = true;
    const { retry } = strategy(() => isWilling);
    const error = new Error('no');
    const refused = expect(retry.refreshRetryTokenForRetry('first', { error })).rejects.toBe(error);
    isWilling = false;
    await vi.advanceTimersByTimeAsync(100);
    await refused;
  });
});
