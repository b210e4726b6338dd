import { describe, expect, it } from 'vitest';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { full, minimal } from './sound.ts';

const name = 'web-base';
const owned = { ...minimal, tags: { team: 'web' } };

async function holding(definition: object) {
  const api = pipelineApi({ name: 'p', version: '1', rules: [{ id: 'tags', type: 'tags', require: { team: {} } }] });
  await api.imageBuilder.createPipeline(structuredClone(definition) as never, { clientToken: 't', signal: AbortSignal.abort() });
  return api;
}

const told = (advisories: { code: string; pointer: string }[]) => advisories.map(({ code, pointer }) => `${code} ${pointer}`);

describe('the evaluation of a replacement', () => {
  it('says what would result, what would be dropped, and changes nothing', async () => {
    const api = await holding(full);
    const { status, json } = await api.evaluate({
      operation: 'replace',
      name,
      definition: { ...minimal, tags: { team: 'web' } },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ decision: 'allow', errors: [], resulting: { status: 'DISABLED', tags: { team: 'web' } } });
    expect(told(json.advisories)).toEqual(expect.arrayContaining(['kept /status', 'dropped /schedule', 'dropped /tags/empty']));
    expect(api.imageBuilder.changed).toEqual([]);
  });

  it('says that the write would make Image Builder forget the failures in a row', async () => {
    const api = await holding(full);
    const record = await api.imageBuilder.getPipeline(name, { signal: new AbortController().signal });
    api.imageBuilder.pipelines.set(name, { ...record, consecutiveFailures: 2 });
    const advisories = async (definition: object) =>
      told((await api.evaluate({ operation: 'replace', name, definition })).json.advisories);
    expect(await advisories({ ...full, description: 'Other' })).toEqual(['forgotten /schedule/autoDisablePolicy']);
    expect(await advisories({ ...full, tags: { ...full.tags, team: 'ops' } })).toEqual([]);
  });

  it('gives the verdict that the write then gets', async () => {
    const api = await holding(full);
    for (const definition of [full, minimal, { ...full, description: '' }, { ...minimal, tags: { team: 'web' } }]) {
      const { json } = await api.evaluate({ operation: 'replace', name, definition });
      const write = await api.put(name, definition);
      expect(json.decision === 'allow').toBe(write.status === 200);
      if (write.status === 200) expect(write.json.advisories).toEqual(json.advisories);
      else expect(json.violations).toEqual(write.json.violations ?? []);
    }
  });

  it('where there is no pipeline is that of a creation', async () => {
    const api = pipelineApi();
    const { json } = await api.evaluate({ operation: 'replace', name, definition: minimal });
    expect(json).toMatchObject({ decision: 'allow', advisories: [], resulting: { status: 'ENABLED' } });
  });

  it.each<[string, object, string]>([
    ['another name', { ...minimal, name: 'Web Prod' }, '/name'],
    ['another spelling of the name', { ...minimal, name: 'web_base' }, '/name'],
    [
      'a recipe of the other kind',
      {
        name: minimal.name,
        infrastructureConfigurationArn: minimal.infrastructureConfigurationArn,
        containerRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:container-recipe/web/1.0.0',
      },
      '/containerRecipeArn',
    ],
    ['a wrong shape', { ...minimal, status: 'enabled' }, '/status'],
  ])('is invalid for %s', async (_, definition, pointer) => {
    const { status, json } = await (await holding(minimal)).evaluate({ operation: 'replace', name, definition });
    expect(status).toBe(200);
    expect(json).toMatchObject({ decision: 'invalid', errors: [{ pointer }], resulting: null });
  });
});

describe('the evaluation of a patch', () => {
  it('judges what would result', async () => {
    const api = await holding(full);
    const { json } = await api.evaluate({ operation: 'patch', name, definition: { tags: { team: null }, description: 'Other' } });
    expect(json).toMatchObject({
      decision: 'deny',
      violations: [{ pointer: '/tags/team', origin: 'request' }],
      resulting: { description: 'Other', status: 'DISABLED', executionRole: full.executionRole },
      advisories: [],
    });
  });

  it.each<[string, unknown, string]>([
    ['no object', [], ''],
    ['a status that is taken away', { status: null }, '/status'],
    ['another name', { name: 'Other' }, '/name'],
    ['a misspelt member', { Status: 'ENABLED' }, '/Status'],
  ])('is invalid for %s', async (_, definition, pointer) => {
    const { status, json } = await (await holding(full)).evaluate({ operation: 'patch', name, definition });
    expect(status).toBe(200);
    expect(json).toMatchObject({ decision: 'invalid', errors: [{ pointer }], resulting: null });
  });

  it('of a pipeline that is not there is a 404', async () => {
    expect((await pipelineApi().evaluate({ operation: 'patch', name, definition: {} })).status).toBe(404);
  });
});

describe('an evaluation', () => {
  it('of a creation asks Image Builder for nothing but what the pipeline would refer to', async () => {
    const api = pipelineApi(undefined, { getPipeline: () => Promise.reject(new TypeError('not to be asked')) });
    expect((await api.evaluate({ operation: 'create', definition: owned })).status).toBe(200);
    expect(api.imageBuilder.looked).toEqual([minimal.imageRecipeArn, minimal.infrastructureConfigurationArn]);
  });

  it('that refuses asks Image Builder for nothing', async () => {
    const api = pipelineApi({ name: 'p', version: '1', rules: [{ id: 'tags', type: 'tags', require: { 'cost-center': {} } }] });
    expect(await api.evaluate({ operation: 'create', definition: owned })).toMatchObject({ json: { decision: 'deny' } });
    expect(api.imageBuilder.looked).toEqual([]);
  });

  it.each<[object, string]>([
    [{ operation: 'replace', definition: minimal }, '/name'],
    [{ operation: 'patch', definition: {}, name: 7 }, '/name'],
    [{ operation: 'patch', definition: {}, name: 'Web Base' }, '/name'],
    [{ operation: 'create', definition: minimal, name }, '/name'],
    [{ operation: 'destroy', definition: {}, name }, '/operation'],
    [{ operation: null, definition: {}, name }, '/operation'],
    [{ operation: 'delete' }, '/name'],
    [{ operation: 'delete', name, definition: {} }, '/definition'],
    [{ operation: 'delete', name, tags: {} }, '/tags'],
    [{ operation: 'start', tags: {} }, '/name'],
    [{ operation: 'start', name, definition: {} }, '/definition'],
    [{ operation: 'start', name: 'Web Base' }, '/name'],
    [{ operation: 'start', name, tag: {} }, '/tag'],
    [{ operation: ['create'], definition: {} }, '/operation'],
    [{ operation: 'patch', name, definition: {}, 'a/b': 1 }, '/a~1b'],
  ])('refuses the envelope %j at %s', async (body, pointer) => {
    expect(await pipelineApi().evaluate(body)).toMatchObject({ status: 422, json: { errors: [{ pointer }] } });
  });
});
