import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pageToken as makePageToken } from '../../lib/http/page.ts';
import type { OperationId } from '../../lib/service/routes.ts';
import { type Ask, type Neighbours, neighbours } from '../support/neighbours.ts';

// Somebody of team `web` reaches for what belongs to team `payments`.

const minimal = {
  name: 'Vault',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
};
const theirs = { ...minimal, description: 'Secret plan', tags: { team: 'payments', secret: 'Tulip' } };
const mine = { ...minimal, tags: { team: 'web' } };
const name = 'vault';

function held(reading: 'shared' | 'own'): Neighbours {
  const house = neighbours({ reading });
  house.hold(theirs);
  house.hold({ ...mine, name: 'Web Base' });
  return house;
}

const stateOf = ({ pipelines, images }: Neighbours) => structuredClone([...pipelines, ...images]);

describe('whether a name exists', () => {
  const conditions: readonly Record<string, string>[] = [
    {},
    { 'If-Match': '*' },
    { 'If-Match': '"x"' },
    { 'If-None-Match': '*' },
    { 'If-None-Match': '"x"' },
    { Prefer: 'return=minimal' },
    { 'Idempotency-Key': 'k' },
  ];
  const asks: readonly [OperationId, Ask][] = [
    ['getPipeline', { name }],
    ['getPipelineDefinition', { name }],
    ['patchPipeline', { name, body: { description: 'Other' } }],
    ['patchPipeline', { name, body: { name: 'Else' } }],
    ['patchPipeline', { name, body: { containerRecipeArn: 'x', status: null, nonsense: 1 } }],
    ['patchPipeline', { name, body: [] }],
    ['replacePipeline', { name, body: { ...mine, name: 'Else' } }],
    ['replacePipeline', { name, body: { ...mine, tags: { team: 'payments' } } }],
    ['replacePipeline', { name, body: theirs }],
    ['replacePipeline', { name, body: {} }],
    ['deletePipeline', { name }],
    ['startExecution', { name, body: {} }],
    ['startExecution', { name, body: { tags: 7 } }],
    ['listExecutions', { name }],
    ['listExecutions', { name, query: { pageSize: ['1'] } }],
    ['getExecution', { name, id: 'web-1.4.0-1' }],
    ['getExecution', { name, id: 'web-1.4.0-9' }],
    ['getExecution', { name, id: 'nonsense' }],
    ['getExecution', { name: 'web-base', id: 'web-1.4.0-1' }],
    ['cancelExecution', { name, id: 'web-1.4.0-1' }],
    ['cancelExecution', { name: 'web-base', id: 'web-1.4.0-1' }],
    ['evaluatePolicy', { body: { operation: 'patch', name, definition: { description: 'Other' } } }],
    ['evaluatePolicy', { body: { operation: 'replace', name, definition: mine } }],
    ['evaluatePolicy', { body: { operation: 'replace', name, definition: { ...mine, name: 'Else' } } }],
    ['evaluatePolicy', { body: { operation: 'create', definition: mine } }],
    ['listPipelines', {}],
    ['listPipelines', { query: { name: [name] } }],
    ['listPipelines', { query: { name: ['V*'] } }],
    ['listPipelines', { query: { team: ['payments'] } }],
    ['listPipelines', { query: { compliance: ['compliant'], pageSize: ['1'] } }],
  ];

  it.each(asks)('is not told by %s %j, nor by what it asks of Image Builder', async (operation, asked) => {
    for (const headers of conditions) {
      const [there, absent] = [held('own'), held('own')];
      absent.pipelines.delete(name);
      absent.images.delete('arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.0/1');
      const answers = [];
      for (const house of [there, absent]) answers.push(await house.ask('web', operation, { ...asked, headers }));
      expect(answers[0]).toEqual(answers[1]);
      expect(there.calls).toEqual(absent.calls);
    }
  });

  it('is told where one wants the name oneself, as to everybody who does, and nothing more', async () => {
    const answers = [];
    for (const owner of ['payments', 'web', 'nobody']) {
      const house = neighbours({ reading: 'own' });
      house.hold({ ...theirs, tags: { team: owner } });
      answers.push(await house.ask('web', 'createPipeline', { body: mine }));
      if (owner !== 'web') answers.push({ ...(await house.ask('web', 'replacePipeline', { name, body: mine })) });
    }
    for (const { status, json } of answers) {
      expect(status).toBe(409);
      expect({ ...json, instance: '' }).toEqual({ ...answers[0]?.json, instance: '' });
    }
  });
});

describe('what a stranger gets to see', () => {
  it('has nothing of a pipeline that is hidden, on no route', async () => {
    const house = held('own');
    const key = { 'Idempotency-Key': 'k' };
    const asks: [OperationId, Ask][] = [
      ['getPipeline', { name }],
      ['createPipeline', { body: mine, headers: key }],
      ['replacePipeline', { name, body: mine, headers: { ...key, 'If-Match': '*' } }],
      ['patchPipeline', { name, body: { nonsense: 1 } }],
      ['listPipelines', { query: { pageSize: ['1'] } }],
      ['evaluatePolicy', { body: { operation: 'replace', name, definition: mine } }],
    ];
    for (const [operation, asked] of asks) {
      const answer = await house.ask('web', operation, asked);
      expect(JSON.stringify(answer)).not.toMatch(/Secret plan|Tulip|payments/);
    }
  });

  it.each(['shared', 'own'] as const)(
    'is not another team’s pipeline that took the name of a deleted one (%s)',
    async (reading) => {
      const house = neighbours({ reading });
      const created = { body: mine, headers: { 'Idempotency-Key': 'k' } };
      expect((await house.ask('web', 'createPipeline', created)).status).toBe(201);
      expect((await house.ask('web', 'deletePipeline', { name })).status).toBe(204);
      expect((await house.ask('payments', 'createPipeline', { body: theirs })).status).toBe(201);
      const again = await house.ask('web', 'createPipeline', created);
      expect(again).toMatchObject({ status: 422, json: { type: 'https://imagegate.dev/problems/idempotency-key-reused' } });
      expect(JSON.stringify(again)).not.toMatch(/Secret plan|Tulip/);
    },
  );
});

describe('tags that try to change the owner', () => {
  it.each<[string, Record<string, unknown>]>([
    ['the other team', { team: 'payments' }],
    ['another case of the value', { team: 'Web' }],
    ['a blank behind', { team: 'web ' }],
    ['a blank in front', { team: ' web' }],
    ['an invisible letter', { team: 'we\u200bb' }],
    ['a letter of another script', { team: 'wеb' }],
    ['full width', { team: 'ｗｅｂ' }],
    ['two teams', { team: 'web,payments' }],
    ['a wildcard', { team: '*' }],
    ['a placeholder', { team: '{team}' }],
    ['a name of an object member', { team: 'constructor' }],
    ['another one', { team: '__proto__' }],
    ['nothing', { team: '' }],
  ])('are refused: %s', async (_, tags) => {
    const house = held('shared');
    const before = stateOf(house);
    const whole = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== null));
    const asks: [OperationId, Ask][] = [
      ['patchPipeline', { name: 'web-base', body: { tags } }],
      ['replacePipeline', { name: 'web-base', body: { ...mine, name: 'Web Base', tags: whole } }],
      ['createPipeline', { body: { ...mine, name: 'Fresh', tags: whole } }],
      ['replacePipeline', { name: 'fresh', body: { ...mine, name: 'Fresh', tags: whole } }],
      ['evaluatePolicy', { body: { operation: 'patch', name: 'web-base', definition: { tags } } }],
    ];
    for (const [operation, asked] of asks) expect((await house.ask('web', operation, asked)).status).toBe(403);
    expect(stateOf(house)).toEqual(before);
  });

  it('do not take it away', async () => {
    const house = held('shared');
    for (const tags of [null, { team: null }, { team: null, Team: 'web' }]) {
      expect((await house.ask('web', 'patchPipeline', { name: 'web-base', body: { tags } })).status).toBe(403);
    }
    const whole = { ...mine, name: 'Web Base', tags: { other: 'payments' } };
    expect((await house.ask('web', 'replacePipeline', { name: 'web-base', body: whole })).status).toBe(200);
    expect(house.pipelines.get('web-base')?.tags).toEqual({ team: 'web', other: 'payments' });
  });

  const lookAlikes = ['Team', 'TEAM', 'team ', 'te.am', 'tEaM_'];
  const members = ['tags', 'imageTags'];

  it.each(lookAlikes.flatMap((key) => members.map((member) => [key, member] as const)))(
    'do not stand beside it, read like it and say otherwise: %j in %s, whoever writes them',
    async (key, member) => {
      const house = held('shared');
      const before = stateOf(house);
      const body = { [member]: { [key]: 'payments' } };
      const evaluation = { operation: 'patch', name: 'web-base', definition: body };
      const creation = { ...mine, name: 'New', [member]: { ...mine.tags, [key]: 'payments' } };
      for (const who of ['web', 'platform'] as const) {
        const answers = [
          await house.ask(who, 'patchPipeline', { name: 'web-base', body }),
          await house.ask(who, 'evaluatePolicy', { body: evaluation }),
          await house.ask(who, 'createPipeline', { body: creation }),
        ];
        for (const { status, json } of answers) {
          const pointer = `/${member}/${key}`;
          expect(status).toBe(403);
          expect(json.errors).toMatchObject([{ pointer, code: 'owner-look-alike', fix: [{ op: 'remove', path: pointer }] }]);
        }
      }
      expect(stateOf(house)).toEqual(before);
      const start = await house.ask('web', 'startExecution', { name: 'web-base', body: { tags: { [key]: 'payments' } } });
      expect(start).toMatchObject({ status: 403, json: { errors: [{ pointer: `/tags/${key}` }] } });
    },
  );

  it('may stay where they stood before, and count for nothing', async () => {
    const house = held('shared');
    const record = house.pipelines.get('web-base');
    if (record === undefined) throw new TypeError('it is held');
    house.pipelines.set('web-base', { ...record, tags: { ...record.tags, Team: 'payments' } });
    const body = { description: 'Other', tags: { toString: 'payments' } };
    expect((await house.ask('web', 'patchPipeline', { name: 'web-base', body })).status).toBe(200);
    const another = await house.ask('web', 'patchPipeline', { name: 'web-base', body: { tags: { TEAM: 'payments' } } });
    expect(another).toMatchObject({ status: 403, json: { errors: [{ pointer: '/tags/TEAM', code: 'owner-look-alike' }] } });
    expect((await house.ask('payments', 'deletePipeline', { name: 'web-base' })).status).toBe(403);
  });

  it('make nobody the owner where only a look-alike of the key is there', async () => {
    for (const tags of [{ Team: 'web' }, { 'team ': 'web' }, JSON.parse('{"__proto__": {"team": "web"}}')]) {
      const house = neighbours();
      house.hold({ ...minimal, tags });
      expect((await house.ask('web', 'patchPipeline', { name, body: { description: 'Mine' } })).status).toBe(403);
    }
  });
});

describe('what another team’s pipelines are built with', () => {
  const home = 'arn:aws:imagebuilder:eu-west-1:111122223333';
  const vault = `${home}:infrastructure-configuration/vault`;
  const using = (reference: string, more: object = {}) => ({
    ...mine,
    name: 'Web Base',
    infrastructureConfigurationArn: reference,
    ...more,
  });

  it.each<[string, object]>([
    ['by a definition of its own', using(vault)],
    ['beside a tag that looks like the owner’s', using(vault, { tags: { team: 'web', Team: 'payments' } })],
    ['by the newest version of a recipe', using(vault, { imageRecipeArn: `${home}:image-recipe/vault/x.x.x` })],
    ['in the last of many workflows', using(vault, { workflows: [{ workflowArn: `${home}:workflow/test/vault/1.0.0/1` }] })],
    ['in another partition', using(vault.replace('arn:aws:', 'arn:aws-us-gov:'))],
  ])('is not lent: %s', async (_name, body) => {
    for (const reading of ['shared', 'own'] as const) {
      const house = held(reading);
      for (const arn of [vault, vault.replace('arn:aws:', 'arn:aws-us-gov:')]) house.resources.set(arn, { team: 'payments' });
      const before = stateOf(house);
      const asks: [OperationId, Ask][] = [
        ['createPipeline', { body: { ...body, name: 'Fresh' } }],
        ['createPipeline', { body: { ...body, name: 'Fresh' }, headers: { 'Idempotency-Key': 'k', Prefer: 'return=minimal' } }],
        ['replacePipeline', { name: 'fresh', body: { ...body, name: 'Fresh' } }],
        ['replacePipeline', { name: 'web-base', body, headers: { 'If-Match': '*' } }],
        ['patchPipeline', { name: 'web-base', body }],
        ['evaluatePolicy', { body: { operation: 'create', definition: body } }],
        ['evaluatePolicy', { body: { operation: 'patch', name: 'web-base', definition: body } }],
      ];
      for (const [operation, asked] of asks) expect((await house.ask('web', operation, asked)).status).toBe(403);
      expect(stateOf(house)).toEqual(before);
    }
  });

  it.each([
    vault.toUpperCase(),
    `${vault}/`,
    `${vault}/../own`,
    `${vault}\n`,
    `${vault}%00`,
    ` ${vault}`,
    vault.replace('vault', '*'),
    vault.replace('111122223333', ''),
    'vault',
  ])('is not reached by another spelling either: %j', async (reference) => {
    const house = held('shared');
    house.resources.set(vault, { team: 'payments' });
    expect((await house.ask('web', 'patchPipeline', { name: 'web-base', body: using(reference) })).status).toBe(422);
    expect(house.looked).toEqual([]);
  });

  it('cannot be had in two steps, nor by whoever has no team', async () => {
    const house = held('shared');
    house.resources.set(vault, { team: 'payments' });
    const body = { infrastructureConfigurationArn: vault };
    for (const tags of [{ team: 'payments' }, { team: null }, null]) {
      expect((await house.ask('web', 'patchPipeline', { name: 'web-base', body: { ...body, tags } })).status).toBe(403);
    }
    expect((await house.ask('stranger', 'createPipeline', { body: { ...using(vault), name: 'Fresh' } })).status).toBe(403);
    expect(
      (await house.ask('stranger', 'evaluatePolicy', { body: { operation: 'create', definition: using(vault) } })).status,
    ).toBe(403);
  });
});

describe('another team’s pipeline', () => {
  const forms = [
    name,
    'Vault',
    'VAULT',
    'vault ',
    'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/vault',
    'image-pipeline/vault',
    'web-base/../vault',
    '%76ault',
    'vault%00',
    'vault\n',
    'web-base,vault',
  ];
  const id = 'web-1.4.0-1';
  const body = { ...mine, description: 'Taken over' };
  const attempts: readonly [OperationId, Ask][] = [
    ['replacePipeline', { body }],
    ['replacePipeline', { body: { ...body, tags: theirs.tags } }],
    ['patchPipeline', { body: { tags: { team: 'web' } } }],
    ['patchPipeline', { body: { status: 'DISABLED' } }],
    ['deletePipeline', {}],
    ['deletePipeline', { headers: { 'If-Match': '*' } }],
    ['startExecution', { body: {} }],
    ['startExecution', { body: { tags: { team: 'web' } } }],
    ['cancelExecution', { id }],
  ];

  it.each(attempts)('is not touched by %s %j, in whatever form its name is written', async (operation, asked) => {
    for (const reading of ['shared', 'own'] as const) {
      for (const form of forms) {
        const house = held(reading);
        const before = stateOf(house);
        const { status } = await house.ask('web', operation, { ...asked, name: form });
        expect([403, 404, 409, 412, 422]).toContain(status);
        expect(stateOf(house)).toEqual(before);
      }
    }
  });

  it.each([id, 'WEB-1.4.0-1', 'web-1.4.0-01', 'arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.0/1', 'web/1.4.0/1'])(
    'keeps its execution %s from who reaches for it through a pipeline of its own',
    async (form) => {
      const house = held('shared');
      const before = stateOf(house);
      for (const operation of ['getExecution', 'cancelExecution'] as const) {
        expect((await house.ask('web', operation, { name: 'web-base', id: form })).status).toBe(404);
      }
      expect(stateOf(house)).toEqual(before);
    },
  );

  it('that is gone leaves its executions to admins', async () => {
    for (const [reading, read, stop] of [
      ['shared', 200, 403],
      ['own', 404, 404],
    ] as const) {
      const house = held(reading);
      house.pipelines.delete(name);
      for (const who of ['web', 'payments'] as const) {
        expect((await house.ask(who, 'getExecution', { name, id })).status).toBe(read);
        expect((await house.ask(who, 'cancelExecution', { name, id })).status).toBe(stop);
      }
      expect((await house.ask('platform', 'getExecution', { name, id })).status).toBe(200);
      expect((await house.ask('platform', 'cancelExecution', { name, id })).status).toBe(202);
    }
  });
});

describe('a page token that somebody makes up', () => {
  const arn = (of: string) => `arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/${of}`;
  const markOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 12);
  const positions = [
    { shown: [markOf(arn(name))] },
    { shown: [markOf(arn(name)), markOf(arn('web-base'))] },
    { shown: [], page: `after ${name}` },
    { shown: [], page: `after ${name.slice(0, -1)}` },
    { shown: Array(100).fill(markOf(arn(name))) },
    { done: 1_000, last: arn(name) },
  ];

  it.each(positions)('says nothing of a pipeline that is hidden: %j', async (position) => {
    for (const query of [{}, { team: ['payments'] }, { compliance: ['compliant'] }, { name: ['*'] }]) {
      const filter = Object.fromEntries(Object.entries(query).map(([parameter, [value]]) => [parameter, value ?? '']));
      const pageToken = makePageToken({ operation: 'listPipelines', ...filter }, JSON.stringify(position));
      const answers = [];
      for (const isThere of [true, false]) {
        const house = held('own');
        if (!isThere) house.pipelines.delete(name);
        answers.push(await house.ask('web', 'listPipelines', { query: { ...query, pageToken: [pageToken], pageSize: ['1'] } }));
      }
      expect(answers[0]).toEqual(answers[1]);
    }
  });
});
