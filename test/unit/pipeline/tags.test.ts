import { describe, expect, it } from 'vitest';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { minimal } from './sound.ts';

describe('tags that are called Key and Value', () => {
  const pair = { Key: 'Name', Value: 'x' };
  const advisory = {
    code: 'pair',
    pointer: '/tags',
    message: 'tags has a tag named Key and one named Value; if one tag was meant, write {"Name":"x"}',
    expected: { Name: 'x' },
  };

  it.each([
    ['tags', pair, '/tags'],
    ['tags', { key: 'Name', value: 'x', team: 'web' }, '/tags'],
    ['imageTags', pair, '/imageTags'],
  ])('are taken, and told as the pair that was probably meant: %s %j', async (member, tags, pointer) => {
    const api = pipelineApi();
    const body = { ...minimal, [member]: tags };
    expect((await api.evaluate({ definition: body })).json).toMatchObject({
      decision: 'allow',
      advisories: [{ code: 'pair', pointer }],
    });
    const { status, json } = await api.create(body);
    expect({ status, told: json.advisories }).toMatchObject({ status: 201, told: [{ code: 'pair', pointer }] });
  });

  it('are told by the write that brings them, and by no other', async () => {
    const api = pipelineApi();
    await api.create(minimal);
    expect((await api.patch('web-base', { tags: pair })).json.advisories).toMatchObject([advisory]);
    expect((await api.patch('web-base', { description: 'x' })).json.advisories).toEqual([]);
  });

  it.each([{ Key: 'Name' }, { Value: 'x' }, { Name: 'Key' }, {}])('are not %j', async (tags) => {
    expect((await pipelineApi().create({ ...minimal, tags })).json.advisories).toEqual([]);
  });
});

describe('tags that only AWS and imagegate write', () => {
  it('are refused in any case, with the patch that leaves them out', async () => {
    const api = pipelineApi();
    for (const key of ['aws:x', 'AWS:x', 'imagegate:started-by', 'ImageGate:x']) {
      for (const member of ['tags', 'imageTags']) {
        const { status, json } = await api.create({ ...minimal, [member]: { [key]: 'x', team: 'web' } });
        expect(status).toBe(422);
        expect(json.errors).toMatchObject([{ pointer: `/${member}/${key}`, code: 'reserved-tag-key' }]);
        expect(json.fix).toMatchObject({ patch: [{ op: 'remove', path: `/${member}/${key}` }], verified: true });
      }
    }
  });

  it('stand in no definition, so that what is read can be sent back, and stay where they are', async () => {
    const api = pipelineApi();
    await api.create({ ...minimal, tags: { team: 'web' } });
    const record = api.imageBuilder.pipelines.get('web-base');
    if (record === undefined) throw new TypeError('it was not created');
    const marked = { 'aws:a': '1', 'imagegate:b': '2' };
    api.imageBuilder.pipelines.set('web-base', { ...record, tags: { ...record.tags, ...marked } });
    const { json } = await api.definition('web-base');
    expect(json.tags).toEqual({ team: 'web' });
    expect((await api.put('web-base', json)).headers['x-imagegate-unchanged']).toBe('true');
    expect((await api.put('web-base', { ...json, tags: { team: 'web', more: '1' } })).status).toBe(200);
    expect(api.imageBuilder.pipelines.get('web-base')?.tags).toEqual({ team: 'web', more: '1', ...marked });
  });
});
