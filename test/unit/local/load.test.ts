import { expect, it } from 'vitest';
import { createLoad } from '../../../infra/local/gateway/load.ts';

const usual = { maximum: 1_000, atOnce: 2, inOneTurn: 3, longTurn: 5, maximumWait: 250, always: 2 };

/** A load whose time and turns go on when the test says so. */
function loadOf(bounds: Partial<typeof usual> = {}) {
  let time = 0;
  let calls: (() => void)[] = [];
  const load = createLoad({ ...usual, ...bounds }, { now: () => time, afterTurn: (call) => calls.push(call) });
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    ...load,
    started,
    run(...names: readonly string[]) {
      for (const name of names) {
        void load.run(() => {
          started.push(name);
          return new Promise<void>((end) => ends.set(name, end));
        });
      }
    },
    async end(name: string) {
      ends.get(name)?.();
      await settled();
    },
    /** One turn of the event loop, of so many milliseconds. */
    async turn(milliseconds: number) {
      time += milliseconds;
      const due = calls;
      calls = [];
      for (const call of due) call();
      await settled();
    },
    wait(milliseconds: number) {
      time += milliseconds;
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('runs what comes in its order, not more in one turn than it should', async () => {
  const load = loadOf();
  load.run('a', 'b', 'c', 'd');
  expect(load.started).toEqual([]);
  await load.turn(1);
  expect(load.started).toEqual(['a', 'b', 'c']);
  await load.turn(1);
  expect(load.started).toEqual(['a', 'b', 'c', 'd']);
});

it('lets the rest wait while turns are long, and goes on as soon as something is done', async () => {
  const load = loadOf();
  load.run('a', 'b', 'c');
  await load.turn(5);
  await load.turn(5);
  expect(load.started).toEqual(['a', 'b']);
  await load.end('a');
  await load.turn(5);
  expect(load.started).toEqual(['a', 'b', 'c']);
});

it('runs many at once that take no time but wait for others', async () => {
  const load = loadOf();
  const names = Array.from({ length: 30 }, (_, index) => `call ${index}`);
  load.run(...names);
  for (let turn = 0; turn < 10; turn++) await load.turn(1);
  expect(load.started).toEqual(names);
});

it.each([
  ['the first in the queue has waited for long', { waiting: 4, milliseconds: 251 }, true],
  ['it has not', { waiting: 4, milliseconds: 250 }, false],
  ['few wait, however long', { waiting: 1, milliseconds: 60_000 }, false],
  ['nobody waits', { waiting: 0, milliseconds: 60_000 }, false],
])('when %s', async (_, { waiting, milliseconds }, isFull) => {
  const load = loadOf();
  load.run('a', 'b');
  await load.turn(5);
  load.run(...Array.from({ length: waiting }, (__, index) => `waiting ${index}`));
  load.wait(milliseconds);
  expect(load.isFull()).toBe(isFull);
});

it('is full when the most are there, and has room when one of them is done', async () => {
  const load = loadOf({ maximum: 3 });
  load.run('a', 'b', 'c');
  expect(load.isFull()).toBe(true);
  await load.turn(1);
  expect(load.isFull()).toBe(true);
  await load.end('a');
  expect(load.isFull()).toBe(false);
});

it('hands on what comes out, a failure too, and has room again', async () => {
  const load = createLoad({ ...usual, maximum: 1 });
  await expect(load.run(() => Promise.resolve(1))).resolves.toBe(1);
  await expect(load.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(load.isFull()).toBe(false);
});
