import { describe, expect, it } from 'vitest';
import { type Attempt, type AttemptOutcome, BreakerOpen, createBreaker } from '../../../lib/image-builder/wire/breaker.ts';

/** A breaker whose clock only moves when it is told to. */
function breakerAt(start = 1_000_000) {
  let now = start;
  const breaker = createBreaker(() => now);
  const wait = (milliseconds: number) => {
    now += milliseconds;
  };
  /** An attempt that takes so long and ends so; the refusal where it is not let through. */
  const attempt = (outcome: AttemptOutcome, milliseconds = 0): string => {
    try {
      const begun = breaker.begin();
      wait(milliseconds);
      begun.end(outcome);
      return 'let through';
    } catch (error) {
      if (!(error instanceof BreakerOpen)) throw error;
      return error.message;
    }
  };
  const attempts = (count: number, outcome: AttemptOutcome, milliseconds: number) => {
    for (let made = 0; made < count; made++) attempt(outcome, milliseconds);
  };
  return { breaker, wait, attempt, attempts };
}

/** One that has been hung for five attempts of 7 s, and has opened just now. */
function opened() {
  const it = breakerAt();
  it.attempts(5, 'failed', 7_000);
  return it;
}

const refusal = (silence: number, pause: string) =>
  `Image Builder has not served any call for ${silence} seconds, so this one was not sent to it. Try again in ${pause}.`;

describe('a breaker that is closed', () => {
  it.each<[string, AttemptOutcome, number, number, boolean]>([
    ['four time-outs', 'failed', 4, 7_000, true],
    ['five time-outs', 'failed', 5, 7_000, false],
    ['five server errors within a second', 'failed', 5, 199, true],
    ['a sixth one later', 'failed', 6, 199, false],
    ['attempts called off at once', 'abandoned', 50, 4_999, true],
    ['attempts called off after a long wait', 'abandoned', 5, 5_000, false],
    ['whatever speaks neither for nor against', 'unclear', 50, 7_000, true],
    ['answers, however slow', 'answered', 50, 7_000, true],
  ])('after %s', (_, outcome, count, milliseconds, isWilling) => {
    const { breaker, attempts } = breakerAt();
    attempts(count, outcome, milliseconds);
    expect(breaker.isWilling()).toBe(isWilling);
  });

  it('forgets failures with each answer', () => {
    const { breaker, attempt, attempts } = breakerAt();
    for (let time = 0; time < 5; time++) {
      attempts(4, 'failed', 7_000);
      attempt('answered');
    }
    expect(breaker.isWilling()).toBe(true);
  });

  it('opens when attempts side by side fail together', () => {
    const { breaker, wait } = breakerAt();
    const begun = [1, 2, 3, 4, 5].map(() => breaker.begin());
    wait(7_000);
    for (const attempt of begun) attempt.end('failed');
    expect(breaker.isWilling()).toBe(false);
  });

  it('is not opened by connections that break all at once', () => {
    const { breaker } = breakerAt();
    const begun = Array.from({ length: 50 }, () => breaker.begin());
    for (const attempt of begun) attempt.end('failed');
    expect(breaker.isWilling()).toBe(true);
  });

  it('is not opened by attempts that began before the last answer', () => {
    const { breaker, wait, attempt } = breakerAt();
    const begun = Array.from({ length: 50 }, () => breaker.begin());
    wait(6_000);
    attempt('answered');
    wait(1_000);
    for (const one of begun) one.end('failed');
    expect(breaker.isWilling()).toBe(true);
  });
});

describe('a breaker that is open', () => {
  it('says for how long nothing has been served, and when to come back', () => {
    const { wait, attempt } = opened();
    expect(attempt('answered')).toBe(refusal(35, '10 seconds'));
    wait(4_500);
    expect(attempt('answered')).toBe(refusal(40, '6 seconds'));
    wait(5_499);
    expect(attempt('answered')).toBe(refusal(45, 'a second'));
    wait(1);
    expect(attempt('answered')).toBe('let through');
  });

  it('lets one probe through at a time', () => {
    const { breaker, wait, attempt } = opened();
    wait(10_000);
    const probe = breaker.begin();
    wait(3_000);
    expect(attempt('answered')).toBe(refusal(48, '2 seconds'));
    probe.end('answered');
    expect([attempt('answered'), attempt('answered')]).toEqual(['let through', 'let through']);
  });

  it('takes what one request asks side by side for one probe', () => {
    const { breaker, wait } = opened();
    wait(10_000);
    const [one, other] = [{}, {}];
    const attempts = [breaker.begin(one), breaker.begin(one), breaker.begin(one)];
    expect(() => breaker.begin(other)).toThrow(BreakerOpen);
    attempts[0]?.end('unclear');
    expect(() => breaker.begin(other)).toThrow(BreakerOpen);
    attempts[1]?.end('failed');
    expect(() => breaker.begin(one)).toThrow(BreakerOpen);
    attempts[2]?.end('answered');
    expect(() => breaker.begin(one)).toThrow(BreakerOpen);
    wait(10_000);
    const [first, second] = [breaker.begin(other), breaker.begin(other)];
    first?.end('answered');
    second?.end('failed');
    expect(breaker.isWilling()).toBe(true);
  });

  it('rests again when the probe fails, and remembers since when', () => {
    const { wait, attempt } = opened();
    wait(10_000);
    expect(attempt('failed', 7_000)).toBe('let through');
    expect(attempt('answered')).toBe(refusal(52, '10 seconds'));
    wait(10_000);
    expect(attempt('answered')).toBe('let through');
    expect(attempt('answered')).toBe('let through');
  });

  it.each<AttemptOutcome>(['abandoned', 'unclear'])('lets the next one be the probe when one ends %s', (outcome) => {
    const { breaker, wait, attempt } = opened();
    wait(10_000);
    expect(attempt(outcome)).toBe('let through');
    const probe = breaker.begin();
    expect(breaker.isWilling()).toBe(false);
    probe.end('answered');
    expect(breaker.isWilling()).toBe(true);
  });

  it.each<AttemptOutcome>(['answered', 'failed', 'abandoned', 'unclear'])(
    'does not heed what began before it opened: %s',
    (outcome) => {
      const { breaker, wait, attempts } = breakerAt();
      const late: Attempt[] = [breaker.begin(), breaker.begin(), breaker.begin()];
      attempts(5, 'failed', 7_000);
      late[0]?.end(outcome);
      expect(breaker.isWilling()).toBe(false);
      wait(10_000);
      const probe = breaker.begin();
      late[1]?.end(outcome);
      expect(breaker.isWilling()).toBe(false);
      probe.end('answered');
      late[2]?.end(outcome);
      expect(breaker.isWilling()).toBe(true);
    },
  );

  it('is not opened again by many that began before it opened, once the probe has closed it', () => {
    const { breaker, wait, attempt, attempts } = breakerAt();
    const late = Array.from({ length: 50 }, () => breaker.begin());
    attempts(5, 'failed', 7_000);
    wait(10_000);
    attempt('answered');
    for (const one of late) one.end('failed');
    expect(breaker.isWilling()).toBe(true);
  });

  it('lets a probe through when the clock is put back', () => {
    const { wait, attempt } = opened();
    wait(-3_600_000);
    expect(attempt('answered')).toBe('let through');
    expect(attempt('answered')).toBe('let through');
  });
});
