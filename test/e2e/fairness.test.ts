import { afterAll, beforeAll, expect, it } from 'vitest';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

let imagegate: StartedImagegate;
beforeAll(async () => {
  imagegate = await startImagegate(['--rate', '20', '--quiet']);
}, 30_000);
afterAll(() => imagegate.stop());

async function tokenOf(team: string): Promise<string> {
  const response = await fetch(`${imagegate.url}/_local/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ team, scopes: ['read', 'write'], seconds: 300 }),
  });
  return Object(await response.json()).token;
}

const list = (token: string) =>
  fetch(`${imagegate.url}/v1/pipelines`, { headers: { authorization: `Bearer ${token}`, connection: 'close' } });

/** Calls over and over, several at a time, until it is told to stop, and gives how often it got each status. */
function flood(call: () => Promise<Response>): () => Promise<ReadonlyMap<number, number>> {
  let isOn = true;
  const statuses = new Map<number, number>();
  const lane = async () => {
    while (isOn) {
      const { status } = await call();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const lanes = Array.from({ length: 4 }, lane);
  return async () => {
    isOn = false;
    await Promise.all(lanes);
    return statuses;
  };
}

it('a polite caller gets all of its answers beside one who floods the service', async () => {
  const [loud, polite] = await Promise.all([tokenOf('web'), tokenOf('payments')]);
  const stop = flood(() => list(loud));
  const statuses: number[] = [];
  for (let call = 0; call < 5; call++) {
    statuses.push((await list(polite)).status);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const flooded = await stop();
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  expect(flooded.get(429)).toBeGreaterThan(flooded.get(200) ?? 0);
}, 30_000);

it('who is refused hears why, and when to come again', async () => {
  const token = await tokenOf('platform');
  const responses = await Promise.all(Array.from({ length: 20 }, () => list(token)));
  const refused = responses.find(({ status }) => status === 429);
  expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await refused?.json()).toMatchObject({
    type: 'https://imagegate.dev/problems/rate-limited',
    status: 429,
    detail: expect.stringMatching(/one caller.*Try again in \d+ s/),
  });
});

it('tokens that nobody can have take nothing from those who have one', async () => {
  const stop = flood(() => list('a.b.c'));
  await expect.poll(async () => (await list('a.b.c')).status).toBe(429);
  expect((await list(await tokenOf('payments'))).status).toBe(200);
  expect([...(await stop()).keys()].sort()).toEqual([401, 429]);
});
