import { describe, expect, it } from 'vitest';
import { untilKnown } from '../../../lib/pipeline/writing/until-known.ts';
import type { ApiError } from '../../../lib/problem/api-error.ts';
import {
  NotFound,
  RateLimited,
  ResourceInUse,
  UpstreamError,
  UpstreamRejected,
  UpstreamUnavailable,
} from '../../../lib/problem/errors.ts';
import { deadlineIn } from '../../../lib/time/deadline.ts';

const lost = new UpstreamUnavailable('Image Builder hung up.', 5, { mayHaveHappened: true });
const rightLacking = new UpstreamError('Image Builder refuses the function.');
const asking = (seconds: number) => new RateLimited('Too fast.', seconds, { isTimeAsked: true });

interface Story {
  /** How each try fails; the next one does not. */
  readonly failures: readonly Error[];
  /** What each look shows, or how it fails; the last counts for all that follow. */
  readonly looks?: readonly (boolean | Error)[];
  readonly signal?: AbortSignal;
}

/** What became of a call: how often it was made, what was waited for, how often was looked, and what it was rejected with. */
async function outcomeOf({ failures, looks = [false], signal = new AbortController().signal }: Story) {
  const outcome: { tries: number; waits: number[]; looks: number; rejected?: unknown } = { tries: 0, waits: [], looks: 0 };
  const call = untilKnown({
    signal,
    async run() {
      const failure = failures[outcome.tries++];
      if (failure !== undefined) throw failure;
    },
    async isDone() {
      const seen = looks[Math.min(outcome.looks++, looks.length - 1)];
      if (typeof seen !== 'boolean') throw seen;
      return seen;
    },
    async pause(milliseconds) {
      outcome.waits.push(milliseconds);
    },
  });
  await call.catch((error: unknown) => Object.assign(outcome, { rejected: error }));
  return outcome;
}

describe('a call that Image Builder would not know again', () => {
  it('is made once where it is answered', async () => {
    expect(await outcomeOf({ failures: [] })).toEqual({ tries: 1, waits: [], looks: 0 });
  });

  it.each<[string, readonly boolean[], object]>([
    ['that it took effect, and no more', [true], { tries: 1, waits: [100], looks: 1 }],
    ['that it did not', [false], { tries: 3, waits: [100, 200], looks: 2 }],
    ['that it did the second time', [false, true], { tries: 2, waits: [100, 200], looks: 2 }],
  ])('is repeated until a look shows %s', async (_, looks, expected) => {
    expect(await outcomeOf({ failures: [lost, lost], looks })).toEqual(expected);
  });

  it('is made three times, and then looked for once more', async () => {
    const failures = [lost, lost, new UpstreamUnavailable('Still away.', 5)];
    expect(await outcomeOf({ failures })).toEqual({ tries: 3, waits: [100, 200, 400], looks: 3, rejected: failures[2] });
    expect(await outcomeOf({ failures, looks: [false, false, true] })).toEqual({ tries: 3, waits: [100, 200, 400], looks: 3 });
  });

  it.each<[string, Error]>([
    ['Image Builder has something against', new UpstreamRejected('No such recipe.')],
    ['is refused for the want of a right, which does not pass', rightLacking],
    ['fails for a defect of ours', new TypeError('undefined is not a function')],
  ])('is not repeated where it %s', async (_, failure) => {
    expect(await outcomeOf({ failures: [failure] })).toEqual({ tries: 1, waits: [], looks: 0, rejected: failure });
  });

  it('is repeated after a defect of Image Builder that may have let it take effect', async () => {
    const failures = [new UpstreamError('Image Builder broke.', { mayHaveHappened: true })];
    expect(await outcomeOf({ failures })).toEqual({ tries: 2, waits: [100], looks: 1 });
  });

  it.each([
    [4, { tries: 2, waits: [4_000], looks: 1 }],
    [5, { tries: 1, waits: [], looks: 0, rejected: asking(5) }],
  ])('waits for the %i seconds that Image Builder asks for, where they are few', async (seconds, expected) => {
    expect(await outcomeOf({ failures: [asking(seconds)] })).toEqual(expected);
  });

  it('is not repeated where there is no time to wait, or nobody waits any more', async () => {
    const { signal, clear } = deadlineIn(3_000);
    const failure = asking(4);
    expect(await outcomeOf({ failures: [failure], signal })).toMatchObject({ tries: 1, looks: 0, rejected: failure });
    clear();
    expect(await outcomeOf({ failures: [lost], signal: AbortSignal.abort() })).toMatchObject({
      tries: 1,
      looks: 0,
      rejected: lost,
    });
  });

  it.each<[string, ApiError, ApiError]>([
    ['its own failure where the look fails as well', new UpstreamUnavailable('Away.', 5), lost],
    ['what the look has against a repeat', new ResourceInUse('Overtaken.'), expect.objectContaining({ message: 'Overtaken.' })],
    ['that the pipeline is gone', new NotFound('Deleted.'), expect.objectContaining({ message: 'Deleted.' })],
  ])('is rejected with %s', async (_, seen, rejected) => {
    expect(await outcomeOf({ failures: [lost], looks: [seen] })).toEqual({ tries: 1, waits: [100], looks: 1, rejected });
  });
});
