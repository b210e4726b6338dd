import { describe, expect, it } from 'vitest';
import { compliant } from '../support/pipelines.ts';
import { testTeams } from '../support/teams.ts';
import type { Blow } from './faults.ts';
import { type Answer, type Door, encodedArnOf, type Held, useHouse } from './house.ts';

// Stories of several writers, keys and faults, each of which once ended with an answer that was not true, or with something lost.

const house = useHouse();

const keyed = (key: string) => ({ 'Idempotency-Key': key });
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'v']));
const reset: Blow = { does: 'reset' };

function error(status: number, name: string, headers: Readonly<Record<string, string>> = {}): Blow {
  const json = { 'content-type': 'application/json', 'x-amzn-errortype': name };
  return { does: 'answer', status, headers: { ...json, ...headers }, body: '{"message":"m"}' };
}

const throttled = error(429, 'CallRateLimitExceededException');
const refused = error(400, 'InvalidParameterException');
const expired = error(403, 'ExpiredTokenException');

let names = 0;

const nothing: Pick<Held, 'tags' | 'description'> = { tags: {} };

/** A door, and a pipeline with these members, created through it. */
async function withPipeline(more: object = {}, headers = {}) {
  const door = await house().openDoor();
  const name = `story-${++names}`;
  const created = await door.ask('createPipeline', { body: { ...compliant, name, ...more }, headers });
  expect(created.status).toBe(201);
  const patch = (body: object, key?: string): Promise<Answer> =>
    door.ask('patchPipeline', { name, body, headers: key === undefined ? {} : keyed(key) });
  return { door, name, patch, held: async () => (await house().held(name)) ?? nothing };
}

const isReplayed = ({ headers }: Answer) => headers['idempotent-replayed'] === 'true';
const start = (door: Door, name: string, headers = {}) => door.ask('startExecution', { name, headers });

describe('a first try that was obeyed, and a second that was denied', () => {
  it('of a creation is the creation', async () => {
    const door = await house().openDoor();
    door.strike({ operation: 'CreateImagePipeline', when: 'after', count: 1, blow: reset });
    door.strike({ operation: 'CreateImagePipeline', when: 'before', blow: expired });
    const answer = await door.ask('createPipeline', { body: { ...compliant, name: 'story-denied' } });
    expect(answer).toMatchObject({ status: 201, json: { name: 'story-denied' } });
  });

  it('of a start is the start', async () => {
    const { door, name } = await withPipeline();
    door.strike({ operation: 'StartImagePipelineExecution', when: 'after', count: 1, blow: reset });
    door.strike({ operation: 'StartImagePipelineExecution', when: 'before', blow: expired });
    expect((await start(door, name)).status).toBe(202);
    expect(await house().runsOf(name)).toHaveLength(1);
  });

  it('of a cancellation is the cancellation', async () => {
    const { door, name } = await withPipeline();
    const { json } = await start(door, name);
    door.strike({ operation: 'CancelImageCreation', when: 'after', count: 1, blow: reset });
    door.strike({ operation: 'CancelImageCreation', when: 'before', count: 1, blow: expired });
    expect((await door.ask('cancelExecution', { name, id: String(json['id']) })).status).toBe(202);
  });
});

describe('a first try that was obeyed, and a second that was refused', () => {
  const refusals: readonly (readonly [string, Blow])[] = [
    ['as wrong', refused],
    ['as in use', error(400, 'ResourceInUseException')],
    ['for a quota', error(402, 'ServiceQuotaExceededException')],
    ['as not found', error(404, 'ResourceNotFoundException')],
  ];

  it.each(refusals)('%s: a creation is the creation', async (_, blow) => {
    const door = await house().openDoor();
    const name = `story-${++names}`;
    door.strike({ operation: 'CreateImagePipeline', when: 'after', count: 1, blow: reset });
    door.strike({ operation: 'CreateImagePipeline', when: 'before', blow });
    expect((await door.ask('createPipeline', { body: { ...compliant, name } })).status).toBe(201);
  });

  it.each(refusals)('%s: a start is the start', async (_, blow) => {
    const { door, name } = await withPipeline();
    door.strike({ operation: 'StartImagePipelineExecution', when: 'after', count: 1, blow: reset });
    door.strike({ operation: 'StartImagePipelineExecution', when: 'before', blow });
    expect((await start(door, name)).status).toBe(202);
    expect(await house().runsOf(name)).toHaveLength(1);
  });

  it.each(refusals)('%s: a cancellation is the cancellation', async (_, blow) => {
    const { door, name } = await withPipeline();
    const { json } = await start(door, name);
    door.strike({ operation: 'CancelImageCreation', when: 'after', count: 1, blow: reset });
    door.strike({ operation: 'CancelImageCreation', when: 'before', blow });
    expect((await door.ask('cancelExecution', { name, id: String(json['id']) })).status).toBe(202);
  });
});

describe('the way back', () => {
  const theirs = { a: 'theirs', fresh: 'theirs' };

  it.each([
    ['overwrites', 'TagResource', { a: '2', old: null }, 'a'],
    ['removes', 'UntagResource', { fresh: 'mine', old: null }, 'fresh'],
  ] as const)('never %s what somebody else has written meanwhile', async (_, operation, changed, key) => {
    const { door, name, patch, held } = await withPipeline({ tags: { ...compliant.tags, a: '1', old: '1' } });
    const other = await house().openDoor();
    const meanwhile = async () => {
      const body = { tags: { [key]: theirs[key] } };
      expect((await other.ask('patchPipeline', { name, body })).status).toBe(200);
    };
    door.strike({ operation: 'UntagResource', when: 'before', count: 1, blow: refused });
    door.strike({
      operation,
      when: 'before',
      count: 1,
      blow: throttled,
      meanwhile,
      ...(operation === 'TagResource' ? { skip: 1 } : {}),
    });
    expect((await patch({ tags: changed })).status).toBe(422);
    expect((await held()).tags[key]).toBe('theirs');
  });

  it('is gone also where the mark of the key has no room at first', async () => {
    const { door, patch, held } = await withPipeline({ tags: { team: 'web', ...tags(48) } });
    const mine = { description: 'Mine', tags: { fresh: 'x', t0: null } };
    door.strike({ operation: 'UntagResource', when: 'before', count: 1, blow: refused });
    expect(await patch(mine, 'crowded')).toMatchObject({ status: 422, json: { applied: [] } });
    const { description, tags: now } = await held();
    expect([description, now['fresh'], now['t0']]).toEqual([compliant.description, undefined, 'v']);
    expect((await patch(mine, 'crowded')).status).toBe(200);
    expect((await held()).description).toBe('Mine');
  });
});

describe('a pipeline that is given to another team before a call is made again', () => {
  const roles = { web: ['arn:aws:iam::111122223333:role/web-*'], data: ['arn:aws:iam::111122223333:role/data-*'] };

  it.each([
    ['shared', 'replacePipeline', 'UpdateImagePipeline', 403],
    ['own', 'replacePipeline', 'UpdateImagePipeline', 404],
    ['shared', 'deletePipeline', 'DeleteImagePipeline', 403],
    ['own', 'deletePipeline', 'DeleteImagePipeline', 404],
  ] as const)('is left alone: reading %s, %s', async (reading, operation, call, expected) => {
    const { name, held } = await withPipeline();
    const door = await house().openDoor(testTeams(roles, { reading }));
    const meanwhile = async () => {
      await house().direct('POST', `tags/${encodedArnOf(name)}`, { tags: { team: 'data' } });
    };
    door.strike({ operation: call, when: 'before', count: 1, blow: throttled, meanwhile });
    const body = operation === 'replacePipeline' ? { body: { ...compliant, name, description: 'Mine' } } : {};
    expect((await door.ask(operation, { name, ...body })).status).toBe(expected);
    expect(await held()).toMatchObject({ description: compliant.description, tags: { team: 'data' } });
  });
});

describe('a pipeline that is made anew while a write is read back', () => {
  it('gets nothing of the write, and the write is told that it is gone', async () => {
    const { door, name, patch, held } = await withPipeline();
    const other = await house().openDoor();
    const meanwhile = async () => {
      await other.ask('deletePipeline', { name });
      await other.ask('createPipeline', { body: { ...compliant, name, description: 'Anew' } });
    };
    door.strike({
      operation: 'UpdateImagePipeline',
      when: 'after',
      count: 1,
      blow: { does: 'delay', milliseconds: 0 },
      meanwhile,
    });
    expect((await patch({ description: 'Mine' }, 'anew')).status).toBe(404);
    const { description, tags: now } = await held();
    expect([description, now['imagegate:keys']]).toEqual(['Anew', undefined]);
  });
});

describe('a keyed creation of a pipeline that is gone', () => {
  it('is called so, also where the last look fails', async () => {
    const { door, name } = await withPipeline({}, keyed('gone'));
    await door.ask('deletePipeline', { name });
    door.strike({ operation: 'GetImagePipeline', skip: 3, when: 'before', blow: error(403, 'AccessDeniedException') });
    const again = await door.ask('createPipeline', { body: { ...compliant, name }, headers: keyed('gone') });
    expect(again.status).toBe(422);
  });
});

describe('a start that failed', () => {
  it.each([
    ['with a key', keyed('run-2')],
    ['without one', {}],
  ])('is not answered with another run of the same caller: %s', async (_, headers) => {
    const { door, name } = await withPipeline();
    await start(door, name, keyed('run-1'));
    door.strike({ operation: 'StartImagePipelineExecution', when: 'before', blow: error(503, 'ServiceUnavailableException') });
    const failed = await start(door, name, headers);
    expect(failed).toMatchObject({ status: 503, json: { applied: [], pending: ['start'] } });
    expect(await house().runsOf(name)).toHaveLength(1);
  });
});

describe('a write that stopped half way', () => {
  it('is not called done when somebody else has changed the settings since', async () => {
    const { door, patch, held } = await withPipeline({ tags: { ...compliant.tags, old: '1' } });
    const mine = { description: 'Mine', tags: { old: null } };
    door.strike({ operation: 'UntagResource', when: 'before', blow: error(500, 'ServiceException') });
    expect(await patch(mine, 'half')).toMatchObject({ status: 502, json: { pending: ['remove-tags'] } });
    door.relent();
    expect((await patch({ description: 'Theirs', imageTags: { z: '1' } })).status).toBe(200);
    const again = await patch(mine, 'half');
    expect([again.status, isReplayed(again)]).toEqual([409, false]);
    expect(await held()).toMatchObject({ description: 'Theirs', tags: { old: '1' } });
  });

  it('is taken back and done again under its key, also where the mark of that was throttled', async () => {
    const { door, patch, held } = await withPipeline({ tags: { ...compliant.tags, old: '1' } });
    const mine = { description: 'Mine', tags: { old: null } };
    door.strike({ operation: 'UntagResource', when: 'before', count: 1, blow: refused });
    door.strike({ operation: 'TagResource', when: 'before', count: 1, blow: throttled });
    expect(await patch(mine, 'mark')).toMatchObject({ status: 422, json: { applied: [] } });
    expect((await held()).description).toBe(compliant.description);
    expect((await patch(mine, 'mark')).status).toBe(200);
    expect((await held()).description).toBe('Mine');
  });

  it('is taken back truly, where the answer to the way back is lost', async () => {
    const { door, patch, held } = await withPipeline({ tags: { ...compliant.tags, old: '1' } });
    door.strike({ operation: 'UntagResource', when: 'before', count: 1, blow: refused });
    door.strike({ operation: 'UpdateImagePipeline', skip: 1, when: 'after', count: 1, blow: reset });
    expect(await patch({ description: 'Mine', tags: { old: null } })).toMatchObject({ status: 422, json: { applied: [] } });
    expect((await held()).description).toBe(compliant.description);
  });
});

describe('what a pipeline remembers of keys', () => {
  it('takes no room that the caller needs: one of 49 tags is exchanged', async () => {
    const { patch, held } = await withPipeline({ tags: { team: 'web', ...tags(48) } }, keyed('room-1'));
    expect((await patch({ tags: { t0: null, fresh: 'x' } })).status).toBe(200);
    expect(await patch({ tags: { t1: null, more: 'x' } }, 'room-2')).toMatchObject({ status: 200 });
    const { tags: now } = await held();
    expect([now['fresh'], now['more'], Object.keys(now).length]).toEqual(['x', 'x', 50]);
    expect(isReplayed(await patch({ tags: { t1: null, more: 'x' } }, 'room-2'))).toBe(true);
  });

  it('goes for the fiftieth tag, also where that is throttled first', async () => {
    const { door, patch } = await withPipeline({ tags: { team: 'web', ...tags(48) } }, keyed('room-3'));
    door.strike({ operation: 'UntagResource', when: 'before', count: 1, blow: throttled });
    expect((await patch({ tags: { fresh: 'x' } })).status).toBe(200);
  });

  it('comes back where the fiftieth tag is refused', async () => {
    const { door, patch, held } = await withPipeline({ tags: { team: 'web', ...tags(48) } }, keyed('room-4'));
    const { 'imagegate:keys': before } = (await held()).tags;
    door.strike({ operation: 'TagResource', when: 'before', count: 1, blow: refused });
    expect(await patch({ tags: { fresh: 'x' } })).toMatchObject({ status: 422, json: { applied: [] } });
    expect((await held()).tags['imagegate:keys']).toBe(before);
  });

  it('is said to be nothing by a creation that leaves no room for it', async () => {
    const door = await house().openDoor();
    const body = { ...compliant, name: 'story-full', tags: { team: 'web', ...tags(49) } };
    const created = await door.ask('replacePipeline', { name: 'story-full', body, headers: keyed('full') });
    expect(created.json['advisories']).toContainEqual(expect.objectContaining({ code: 'key-not-kept' }));
  });

  it('is no reason to call a new pipeline gone, where looks fail', async () => {
    const door = await house().openDoor();
    door.strike({ operation: 'GetImagePipeline', when: 'before', count: 1, blow: error(404, 'ResourceNotFoundException') });
    door.strike({ operation: 'GetImagePipeline', when: 'before', blow: error(403, 'AccessDeniedException') });
    const created = await door.ask('createPipeline', { body: { ...compliant, name: 'story-late' }, headers: keyed('late') });
    expect(created.status).toBe(201);
  });
});

describe('a time that Image Builder asks for', () => {
  it('is waited for before an update is made again', async () => {
    const { door, patch } = await withPipeline();
    door.strike({ operation: 'UpdateImagePipeline', when: 'before', count: 1, blow: error(429, 'X', { 'retry-after': '1' }) });
    const before = Date.now();
    expect((await patch({ description: 'Later' })).status).toBe(200);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
  });

  it('in a form that nobody has to know holds nobody up', async () => {
    const door = await house().openDoor();
    const date = new Date(Date.now() + 60_000).toISOString();
    const blow = error(503, 'ServiceUnavailableException', { 'retry-after': date });
    door.strike({ operation: 'CreateImagePipeline', when: 'before', blow });
    const answer = await door.ask('createPipeline', { body: { ...compliant, name: 'story-dated' } });
    expect(answer.status).toBe(503);
    expect(door.calls.filter((call) => call === 'CreateImagePipeline')).toHaveLength(3);
  });
});

describe('a deletion that is made again', () => {
  it('says nothing of a key, nor does a cancellation', async () => {
    const { door, name } = await withPipeline();
    const { json } = await start(door, name);
    door.strike({ operation: 'CancelImageCreation', when: 'before', blow: error(503, 'ServiceUnavailableException') });
    const failed = await door.ask('cancelExecution', { name, id: String(json['id']) });
    expect(failed.json['detail']).not.toContain('key');
  });
});
