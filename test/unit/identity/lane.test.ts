import { expect, it } from 'vitest';
import { laneKey, laneKeyOf } from '../../../lib/identity/lane.ts';

const lanes = { deployment: 'imagegate', count: 32 };
const keys = Array.from({ length: lanes.count }, (_, lane) => laneKey(lane, lanes));

it('a caller is always in the same lane', () => {
  const subject = 'github:repository:123456';
  expect(keys).toContain(laneKeyOf(subject, lanes));
  expect(laneKeyOf(subject, { ...lanes })).toBe(laneKeyOf(subject, lanes));
});

it('keys are of the kind that API Gateway takes, each another, also in another deployment', () => {
  const others = keys.map((_, lane) => laneKey(lane, { ...lanes, deployment: 'imagegate-test' }));
  expect(new Set([...keys, ...others]).size).toBe(64);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
});

it('callers are dealt into all lanes, about evenly', () => {
  const dealt = Map.groupBy(
    Array.from({ length: 3_200 }, (_, id) => laneKeyOf(`gitlab:project:${id}`, lanes)),
    (key) => key,
  );
  expect([...dealt.keys()].sort()).toEqual([...keys].sort());
  for (const [, callers] of dealt) expect(callers.length).toBeLessThan(200);
});
