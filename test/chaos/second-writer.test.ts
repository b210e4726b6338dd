import { describe, expect, it } from 'vitest';
import { compliant } from '../support/pipelines.ts';
import { type FaultName, faults } from './faults.ts';
import { type Ask, type Door, type Held, useHouse } from './house.ts';
import { isWhole } from './share.ts';
import { make } from './writes.ts';

// The answer to a call is lost, and before the call would be made again somebody else writes in the same place, or makes the
// pipeline anew. What was acknowledged to them has to stand, whatever becomes of the first writer's request.

const house = useHouse();

const allLosses: readonly FaultName[] = ['reset', 'nonsense', 'a 503', 'cut', 'a 500', 'throttled', 'a page', 'far too much'];
const losses = isWhole ? allLosses : allLosses.slice(0, 3);

const { 'data-class': _, ...kept } = { ...compliant.tags };

/** One request of the first writer, and for each of its calls what the second one writes in the same place. */
const writers: Readonly<Record<string, { readonly operation: 'replacePipeline' | 'patchPipeline'; readonly body: object }>> = {
  'a PUT': {
    operation: 'replacePipeline',
    body: { ...compliant, description: 'First', tags: { ...kept, 'cost-center': 'CC-1111' } },
  },
  'a PATCH': {
    operation: 'patchPipeline',
    body: { description: 'First', tags: { 'cost-center': 'CC-1111', 'data-class': null } },
  },
};

const overlaps: Readonly<Record<string, { readonly body: object; readonly stands: (held: Held | undefined) => unknown }>> = {
  TagResource: { body: { tags: { 'cost-center': 'CC-2222' } }, stands: (held) => held?.tags['cost-center'] === 'CC-2222' },
  UpdateImagePipeline: { body: { description: 'Second' }, stands: (held) => held?.description === 'Second' },
  UntagResource: { body: { tags: { 'data-class': 'secret' } }, stands: (held) => held?.tags['data-class'] === 'secret' },
};

interface Meeting {
  readonly first: (door: Door, name: string) => ReturnType<Door['ask']>;
  readonly call: string;
  readonly loss: FaultName;
  readonly second: (door: Door, name: string) => Promise<void>;
}

let names = 0;

/** Lets the second writer in between the first one's call and its repeat, and gives what stands afterwards. */
async function meet({ first, call, loss, second }: Meeting) {
  names += 1;
  const name = `meeting-${names}`;
  await make(name, house());
  const doors = { first: await house().openDoor(), second: await house().openDoor() };
  try {
    const { blow } = faults[loss];
    const meanwhile = () => second(doors.second, name);
    doors.first.strike({ operation: call, when: 'after', count: 1, blow, meanwhile });
    const { status } = await first(doors.first, name);
    return { status, held: await house().held(name) };
  } finally {
    await Promise.all([doors.first.close(), doors.second.close()]);
  }
}

async function written(door: Door, operation: Parameters<Door['ask']>[0], asked: Ask): Promise<void> {
  expect((await door.ask(operation, asked)).status).toBeLessThan(300);
}

/** Deletes the pipeline, and makes another one of its name. */
async function makeAnew(door: Door, name: string): Promise<void> {
  await written(door, 'deletePipeline', { name });
  await written(door, 'createPipeline', { body: { ...compliant, name, description: 'Anew' } });
}

const pairs = Object.entries(writers).flatMap(([writer, each]) =>
  Object.keys(overlaps).flatMap((call) => losses.map((loss) => ({ writer, call, loss, ...each }))),
);

describe('a second writer between a call and its repeat', () => {
  it.each(pairs)('keeps what it wrote: $writer, $loss after $call', async ({ call, loss, operation, body }) => {
    const overlap = overlaps[call];
    const { held } = await meet({
      call,
      loss,
      first: (door, name) => door.ask(operation, { name, body: operation === 'replacePipeline' ? { ...body, name } : body }),
      second: (door, name) => written(door, 'patchPipeline', { name, body: overlap?.body }),
    });
    expect([held, overlap?.stands(held)]).toEqual([held, true]);
  });

  it.each(pairs)('keeps a pipeline that it made anew: $writer, $loss after $call', async ({ call, loss, operation, body }) => {
    const { status, held } = await meet({
      call,
      loss,
      first: (door, name) => door.ask(operation, { name, body: operation === 'replacePipeline' ? { ...body, name } : body }),
      second: makeAnew,
    });
    const { 'imagegate:keys': __, ...tags } = held?.tags ?? {};
    expect({ status, description: held?.description, tags }).toEqual({ status: 404, description: 'Anew', tags: compliant.tags });
  });

  it.each(losses)('keeps a pipeline that it made anew: a DELETE, %s after DeleteImagePipeline', async (loss) => {
    const { status, held } = await meet({
      call: 'DeleteImagePipeline',
      loss,
      first: (door, name) => door.ask('deletePipeline', { name }),
      second: (door, name) => written(door, 'createPipeline', { body: { ...compliant, name, description: 'Anew' } }),
    });
    expect({ status, description: held?.description }).toEqual({ status: 204, description: 'Anew' });
  });
});
