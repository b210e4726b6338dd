import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { deadlineIn, millisecondsLeft, noLaterThan } from '../../lib/time/deadline.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells how much time is left, and ends it', () => {
  const { signal } = deadlineIn(1_000);
  vi.advanceTimersByTime(400);
  expect([millisecondsLeft(signal), signal.aborted]).toEqual([600, false]);
  vi.advanceTimersByTime(600);
  expect([millisecondsLeft(signal), signal.aborted]).toEqual([0, true]);
});

it('is called off', () => {
  const deadline = deadlineIn(1_000);
  deadline.clear();
  vi.advanceTimersByTime(2_000);
  expect(deadline.signal.aborted).toBe(false);
});

it('has passed where no time is left', () => {
  const { signal } = deadlineIn(-500);
  vi.advanceTimersByTime(0);
  expect([millisecondsLeft(signal), signal.aborted]).toEqual([-500, true]);
});

it.each([
  [1_000, 300, 300],
  [1_000, 5_000, 1_000],
])('of %i ms, of which %i are granted, leaves %i', (whole, granted, left) => {
  expect(millisecondsLeft(noLaterThan(granted, deadlineIn(whole).signal))).toBe(left);
});

it('of a signal that comes unannounced leaves endless time, or what is granted', () => {
  const { signal } = new AbortController();
  expect(millisecondsLeft(signal)).toBe(Number.POSITIVE_INFINITY);
  expect(millisecondsLeft(undefined)).toBe(Number.POSITIVE_INFINITY);
  expect(millisecondsLeft(noLaterThan(300, signal))).toBe(300);
});

it('ends with the signal that it comes from', () => {
  const controller = new AbortController();
  const signal = noLaterThan(60_000, controller.signal);
  controller.abort();
  expect(signal.aborted).toBe(true);
});
