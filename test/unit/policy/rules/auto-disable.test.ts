import { describe, expect, it } from 'vitest';
import { definitionWith, patched, verdictOf } from '../../../support/policy-subjects.ts';

const policyPointer = '/schedule/autoDisablePolicy';
const countPointer = `${policyPointer}/failureCount`;

function scheduled(failureCount: number | undefined): Record<string, unknown> {
  const schedule = { scheduleExpression: 'cron(0 6 ? * mon *)' };
  return definitionWith({
    schedule: failureCount === undefined ? schedule : { ...schedule, autoDisablePolicy: { failureCount } },
  });
}

describe('the auto-disable rule', () => {
  it.each([
    [{}, 10, undefined, undefined],
    [{ maximum: 5 }, 5, undefined, undefined],
    [
      { maximum: 5 },
      9,
      ['above-maximum', countPointer, 'failureCount is 9, at most 5 is allowed'],
      { op: 'replace', path: countPointer, value: 5 },
    ],
    [
      { minimum: 3 },
      1,
      ['below-minimum', countPointer, 'failureCount is 1, at least 3 is needed'],
      { op: 'replace', path: countPointer, value: 3 },
    ],
    [{ minimum: 3, maximum: 3 }, 3, undefined, undefined],
    [
      {},
      undefined,
      ['missing', policyPointer, 'autoDisablePolicy is missing, a schedule needs one'],
      { op: 'add', path: policyPointer, value: { failureCount: 5 } },
    ],
    [
      { maximum: 2 },
      undefined,
      ['missing', policyPointer, 'autoDisablePolicy is missing, a schedule needs one'],
      { op: 'add', path: policyPointer, value: { failureCount: 2 } },
    ],
    [
      { minimum: 8 },
      undefined,
      ['missing', policyPointer, 'autoDisablePolicy is missing, a schedule needs one'],
      { op: 'add', path: policyPointer, value: { failureCount: 8 } },
    ],
  ])('%j with failureCount %j', (limits, failureCount, finding, operation) => {
    const rule = { id: 'a', type: 'auto-disable', ...limits };
    const body = scheduled(failureCount);
    const { violations, fix } = verdictOf([rule], body);
    expect(violations.map(({ code, pointer, message }) => [code, pointer, message])).toEqual(
      finding === undefined ? [] : [finding],
    );
    expect(fix).toEqual(operation === undefined ? null : { patch: [operation], verified: true, needsInput: [] });
    expect(verdictOf([rule], patched(body, fix?.patch ?? [])).decision).toBe('allow');
  });

  it.each([
    [{ maximum: 4, minimum: 2 }, '{"minimum":2,"maximum":4}'],
    [{ maximum: 4 }, '{"maximum":4}'],
    [{}, '{"minimum":1,"maximum":10}'],
  ])('tells the bounds of %j in one order', (limits, expected) => {
    const { violations } = verdictOf([{ id: 'a', type: 'auto-disable', ...limits }], scheduled(undefined));
    expect(JSON.stringify(violations[0]?.expected)).toBe(expected);
  });

  it.each([[undefined], [{ timezone: 'Etc/UTC' }]])('skips a pipeline whose schedule is %j', (schedule) => {
    const { decision, outcomes } = verdictOf([{ id: 'a', type: 'auto-disable' }], definitionWith({ schedule }));
    expect(decision).toBe('allow');
    expect(outcomes).toEqual([{ rule: 'a', outcome: 'skip', reason: 'the pipeline has no schedule expression' }]);
  });
});
