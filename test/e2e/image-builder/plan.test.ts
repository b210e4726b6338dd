import { describe, expect, it } from 'vitest';
import { errandsOf } from '../../../infra/image-builder/runs/durations.ts';
import { endedWith, endOfPlan, lastWork, planRun, stageAt } from '../../../infra/image-builder/runs/plan.ts';

const linux = errandsOf({ platform: 'Linux', tests: true, copies: false, integrates: false });
const whole = planRun(0, linux, { pace: 1 });

describe('the plan of a run', () => {
  it.each([
    [-1, 'PENDING'],
    [0, 'PENDING'],
    [1.999, 'PENDING'],
    [2, 'CREATING'],
    [11, 'BUILDING'],
    [625.999, 'BUILDING'],
    [626, 'TESTING'],
    [911, 'DISTRIBUTING'],
    [930.999, 'DISTRIBUTING'],
    [931, 'AVAILABLE'],
    [1e9, 'AVAILABLE'],
  ])('is after %d seconds %s', (seconds, status) => {
    expect(stageAt(whole, seconds * 1000).status).toBe(status);
  });

  it.each([
    [{ tests: false }, 'PENDING CREATING BUILDING DISTRIBUTING AVAILABLE', 646],
    [{ copies: true }, 'PENDING CREATING BUILDING TESTING DISTRIBUTING AVAILABLE', 1291],
    [{ integrates: true }, 'PENDING CREATING BUILDING TESTING DISTRIBUTING INTEGRATING AVAILABLE', 946],
    [{ platform: 'Windows' }, 'PENDING CREATING BUILDING TESTING DISTRIBUTING AVAILABLE', 2251],
    [{ platform: 'of tomorrow' }, 'PENDING CREATING BUILDING TESTING DISTRIBUTING AVAILABLE', 931],
  ])('has for %j the stages that it takes', (traits, statuses, seconds) => {
    const errands = errandsOf({ platform: 'Linux', tests: true, copies: false, integrates: false, ...traits });
    const plan = planRun(0, errands, { pace: 1 });
    expect(plan.map(({ status }) => status).join(' ')).toBe(statuses);
    expect(endOfPlan(plan)).toBe(seconds * 1000);
  });

  it.each([
    ['BUILDING', 'BUILDING', 11 + 615 / 2],
    ['TESTING', 'TESTING', 626 + 285 / 2],
    ['DISTRIBUTING', 'DISTRIBUTING', 911 + 20 / 2],
    ['INTEGRATING', 'BUILDING', 11 + 615 / 2],
  ] as const)('that fails while %s breaks off in %s', (stage, found, seconds) => {
    const plan = planRun(0, linux, { pace: 1, failure: { stage, reason: 'because' } });
    expect(lastWork(plan)).toBe(found);
    expect(plan.at(-1)).toEqual({ status: 'FAILED', from: seconds * 1000, reason: 'because' });
  });

  it('goes faster by its pace', () => {
    expect(endOfPlan(planRun(5000, linux, { pace: 60 }))).toBe(5000 + 15_516);
  });

  it('that takes another end forgets what was to come, and nothing that has been', () => {
    const plan = endedWith(whole, 700_000, { status: 'CANCELLED', from: 710_000 });
    expect(plan.map(({ status }) => status)).toEqual(['PENDING', 'CREATING', 'BUILDING', 'TESTING', 'CANCELLED']);
    expect(stageAt(plan, 709_999).status).toBe('TESTING');
    expect(stageAt(plan, 710_000).status).toBe('CANCELLED');
  });
});
