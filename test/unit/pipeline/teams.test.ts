import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../../lib/service/routes.ts';
import { type Ask, type Neighbours, neighbours, type Who } from '../../support/neighbours.ts';
import { openPolicy } from '../../support/runtime.ts';
import { minimal } from './sound.ts';

const name = 'web-base';
const owned = (team?: string) => ({ ...minimal, tags: team === undefined ? {} : { team } });

/** What each route is asked for, by somebody of team `web`, of a pipeline that exists. */
const asks: readonly [OperationId, Ask, 'reads' | 'changes'][] = [
  ['getPipeline', { name }, 'reads'],
  ['getPipelineDefinition', { name }, 'reads'],
  ['listExecutions', { name }, 'reads'],
  ['getExecution', { name, id: 'web-1.4.0-1' }, 'reads'],
  ['replacePipeline', { name, body: { ...owned('web'), description: 'Other' } }, 'changes'],
  ['patchPipeline', { name, body: { description: 'Other', tags: { team: 'web' } } }, 'changes'],
  ['startExecution', { name, body: {} }, 'changes'],
  ['cancelExecution', { name, id: 'web-1.4.0-1' }, 'changes'],
  ['evaluatePolicy', { body: { operation: 'replace', name, definition: owned('web') } }, 'changes'],
  ['evaluatePolicy', { body: { operation: 'patch', name, definition: { description: 'Other' } } }, 'changes'],
  ['deletePipeline', { name }, 'changes'],
];

const success: Partial<Record<OperationId, number>> = { startExecution: 202, cancelExecution: 202, deletePipeline: 204 };

function holding(team: string | undefined, reading: 'shared' | 'own'): Neighbours {
  const house = neighbours({ reading });
  house.hold(owned(team));
  return house;
}

const writes = (house: Neighbours) => house.calls.filter((call) => !/^(?:get|list|tagsOf)/.test(call));

describe.each(asks)('%s %j', (operation, asked, kind) => {
  const done = success[operation] ?? 200;

  it.each<[string, Who, string | undefined, 'shared' | 'own']>([
    ['its own team', 'web', 'web', 'shared'],
    ['its own team, where reading is not shared', 'web', 'web', 'own'],
    ['an admin, of another team’s pipeline', 'platform', 'payments', 'shared'],
    ['an admin, where reading is not shared', 'platform', 'payments', 'own'],
    ['an admin, of nobody’s pipeline', 'platform', undefined, 'own'],
  ])('is for %s', async (_, who, team, reading) => {
    expect((await holding(team, reading).ask(who, operation, asked)).status).toBe(done);
  });

  it.each([
    ['another team’s', 'payments'],
    ['nobody’s', undefined],
    ['a team’s that nobody knows', 'Web'],
  ])('of %s pipeline, where reading is shared, is for reading only', async (_, team) => {
    const house = holding(team, 'shared');
    const before = structuredClone([...house.pipelines]);
    const answer = await house.ask('web', operation, asked);
    expect(answer.status).toBe(kind === 'reads' ? done : 403);
    if (kind === 'changes') expect(answer.json.type).toBe('https://imagegate.dev/problems/forbidden');
    expect(writes(house)).toEqual([]);
    expect([...house.pipelines]).toEqual(before);
  });

  it.each([
    ['another team’s', 'payments'],
    ['nobody’s', undefined],
  ])('of %s pipeline, where reading is not shared, changes nothing', async (_, team) => {
    const house = holding(team, 'own');
    const before = structuredClone([...house.pipelines]);
    const { status } = await house.ask('web', operation, asked);
    // To create and to replace meet the service, which keeps one name to one pipeline of the account; an evaluation does not.
    const met = { replacePipeline: 409, evaluatePolicy: JSON.stringify(asked).includes('"replace"') ? 200 : 404 };
    expect(status).toBe(Object.hasOwn(met, operation) ? met[operation as keyof typeof met] : 404);
    expect(writes(house).filter((call) => call !== 'createPipeline')).toEqual([]);
    expect([...house.pipelines]).toEqual(before);
  });

  it('is not for somebody without a team, but for what everybody may read', async () => {
    const house = holding('web', 'shared');
    expect((await house.ask('stranger', operation, asked)).status).toBe(kind === 'reads' ? done : 403);
    expect(writes(house)).toEqual([]);
    const closed = holding('web', 'own');
    expect((await closed.ask('stranger', operation, asked)).status).toBeGreaterThanOrEqual(403);
    expect(writes(closed)).toEqual([]);
  });
});

describe('creating a pipeline', () => {
  it.each<[Who, string | undefined, number]>([
    ['web', 'web', 201],
    ['web', 'payments', 403],
    ['web', 'platform', 403],
    ['web', 'Web', 403],
    ['web', 'nobody', 403],
    ['web', '', 403],
    ['web', undefined, 201],
    ['stranger', 'web', 403],
    ['platform', 'payments', 201],
    ['platform', undefined, 201],
  ])('by %s for %j is a %d', async (who, team, status) => {
    for (const operation of ['createPipeline', 'replacePipeline'] as const) {
      const house = neighbours();
      const answer = await house.ask(who, operation, { name, body: owned(team) });
      expect(answer.status).toBe(status);
      expect(house.pipelines.size).toBe(status === 201 ? 1 : 0);
    }
  });

  it('for another team is refused with the place and what belongs there', async () => {
    const { json } = await neighbours().ask('web', 'createPipeline', { body: owned('payments') });
    expect(json).toMatchObject({
      type: 'https://imagegate.dev/problems/forbidden',
      errors: [{ pointer: '/tags/team', expected: 'web', received: 'payments' }],
    });
  });

  it('is evaluated with the same problem', async () => {
    for (const [team, status] of [
      ['web', 200],
      ['payments', 403],
      ['', 403],
    ] as const) {
      const answer = await neighbours().ask('web', 'evaluatePolicy', { body: { definition: owned(team) } });
      expect(answer.status).toBe(status);
      if (status === 403) {
        const { json } = await neighbours().ask('web', 'createPipeline', { body: owned(team) });
        expect(answer.json).toEqual({ ...json, instance: answer.json.instance });
      }
    }
  });

  const tags = [{ id: 'tags', type: 'tags', require: { team: { equals: '{team}' } } }] as const;

  it('without an owner is left to the rules where they refuse it, because they know how to mend it', async () => {
    const house = neighbours({ policy: { name: 'p', version: '1', rules: tags } });
    const { status, json } = await house.ask('web', 'createPipeline', { body: owned() });
    expect(status).toBe(422);
    expect(json).toMatchObject({ violations: [{ pointer: '/tags/team', code: 'missing' }], fix: { verified: true } });
  });

  it('for another team is refused for that and not by the rules, which are none of the caller’s then', async () => {
    const rules = [...tags, { id: 'owners', type: 'tags', require: { owner: {} } }];
    const house = neighbours({ policy: { name: 'p', version: '1', rules } });
    const { status, json } = await house.ask('web', 'createPipeline', { body: owned('payments') });
    expect([status, json.violations, json.errors]).toMatchObject([403, undefined, [{ pointer: '/tags/team' }]]);
  });

  it('without an owner makes it the team’s of its caller where the rules admit it, and says so', async () => {
    const defaults = [{ at: '/tags/team', value: '{team}' }];
    for (const policy of [openPolicy, { name: 'p', version: '1', rules: tags, defaults }]) {
      const house = neighbours({ policy });
      const evaluated = await house.ask('web', 'evaluatePolicy', { body: { definition: owned() } });
      expect(evaluated.json).toMatchObject({ decision: 'allow', resulting: { tags: { team: 'web' } } });
      const { status, json } = await house.ask('web', 'createPipeline', { body: owned() });
      expect(status).toBe(201);
      expect(json.tags).toEqual({ team: 'web' });
      expect(json.advisories).toMatchObject([{ code: 'defaulted', pointer: '/tags/team', expected: 'web' }]);
      expect(json.advisories).toEqual(evaluated.json.advisories);
    }
  });

  it('without an owner is judged as what it becomes', async () => {
    const forbid = [{ id: 'no-team', type: 'tags', forbid: ['team'] }] as const;
    const house = neighbours({ policy: { name: 'p', version: '1', rules: forbid } });
    const { status, json } = await house.ask('web', 'createPipeline', { body: owned() });
    expect(status).toBe(422);
    expect(json.violations).toMatchObject([{ pointer: '/tags/team' }]);
  });

  it('without an owner and without room for one is refused', async () => {
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']));
    expect((await neighbours().ask('web', 'createPipeline', { body: { ...minimal, tags: full } })).status).toBe(403);
  });

  it('by an admin is judged for the team that it would belong to', async () => {
    const house = neighbours({ policy: { name: 'p', version: '1', rules: tags } });
    const answer = await house.ask('platform', 'createPipeline', { body: owned('payments') });
    expect(answer).toMatchObject({ status: 201, json: { compliance: { compliant: true } } });
  });
});

describe('moving a pipeline to another team', () => {
  it.each<[string, object]>([
    ['to another team', { team: 'payments' }],
    ['to nobody', { team: null }],
    ['to nobody, with all tags', {}],
    ['to a look-alike', { team: 'WEB' }],
  ])('is not for its own team: %s', async (_, tags) => {
    const house = holding('web', 'shared');
    const patch = Object.keys(tags).length === 0 ? { tags: null } : { tags };
    expect((await house.ask('web', 'patchPipeline', { name, body: patch })).status).toBe(403);
    const whole = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== null));
    const replaced = await house.ask('web', 'replacePipeline', { name, body: { ...minimal, tags: whole } });
    // A definition that says nothing of its owner leaves the pipeline with the one it has.
    expect(replaced.status).toBe(Object.hasOwn(whole, 'team') ? 403 : 200);
    expect((await house.ask('web', 'evaluatePolicy', { body: { operation: 'patch', name, definition: patch } })).status).toBe(
      403,
    );
    expect(house.pipelines.get(name)?.tags).toEqual({ team: 'web' });
  });

  it('is for an admin, who may also give nobody’s pipeline to a team', async () => {
    const house = holding(undefined, 'own');
    expect((await house.ask('payments', 'getPipeline', { name })).status).toBe(404);
    for (const team of ['payments', 'web']) {
      expect((await house.ask('platform', 'patchPipeline', { name, body: { tags: { team } } })).status).toBe(200);
    }
    expect((await house.ask('payments', 'getPipeline', { name })).status).toBe(404);
    expect((await house.ask('web', 'patchPipeline', { name, body: { description: 'Mine' } })).status).toBe(200);
  });
});

describe('a list', () => {
  const many = (reading: 'shared' | 'own') => {
    const house = neighbours({ reading });
    for (let index = 100; index < 200; index++) {
      house.hold({ ...owned(index % 10 === 0 ? 'web' : index % 10 === 1 ? undefined : 'payments'), name: `Pipeline ${index}` });
    }
    return house;
  };
  const teamsIn = (json: { items: { tags: { team?: string } }[] }) => new Set(json.items.map(({ tags }) => tags.team));

  it('shows everything where reading is shared, also to somebody without a team', async () => {
    for (const who of ['web', 'stranger', 'platform'] as const) {
      const { json } = await many('shared').ask(who, 'listPipelines', { query: { pageSize: ['100'] } });
      expect(json.items).toHaveLength(100);
    }
  });

  it('shows a team its own where it is not, in full pages', async () => {
    const house = many('own');
    const first = await house.ask('web', 'listPipelines', { query: { pageSize: ['6'] } });
    expect(first.json.items).toHaveLength(6);
    const rest = await house.ask('web', 'listPipelines', { query: { pageSize: ['6'], pageToken: [first.json.nextPageToken] } });
    expect(rest.json).toMatchObject({ nextPageToken: null });
    expect(rest.json.items).toHaveLength(4);
    expect(teamsIn({ items: [...first.json.items, ...rest.json.items] })).toEqual(new Set(['web']));
  });

  it.each<[Who, number]>([
    ['web', 10],
    ['payments', 80],
    ['platform', 100],
    ['stranger', 0],
  ])('shows %s %d of a hundred where it is not', async (who, count) => {
    const { json } = await many('own').ask(who, 'listPipelines', { query: { pageSize: ['100'] } });
    expect(json).toMatchObject({ nextPageToken: null });
    expect(json.items).toHaveLength(count);
  });

  it.each([{ team: ['payments'] }, { name: ['Pipeline 105'] }, { name: ['Pipeline 101'] }, { team: ['payments'], name: ['*'] }])(
    'filtered by %j shows a stranger nothing where it is not',
    async (query) => {
      expect((await many('own').ask('web', 'listPipelines', { query })).json).toEqual({ items: [], nextPageToken: null });
    },
  );
});

describe('the tag that says whose a pipeline is', () => {
  it('is the one that the organisation names', async () => {
    const house = neighbours({ ownerTag: 'constructor' });
    const body = (tags: object) => ({ ...minimal, tags });
    const refused = await house.ask('web', 'createPipeline', { body: body({ team: 'web', constructor: 'payments' }) });
    expect(refused).toMatchObject({ status: 403, json: { errors: [{ pointer: '/tags/constructor' }] } });
    expect((await house.ask('web', 'createPipeline', { body: body({ constructor: 'web', team: 'payments' }) })).status).toBe(201);
    expect((await house.ask('payments', 'deletePipeline', { name })).status).toBe(403);
    expect((await house.ask('web', 'deletePipeline', { name })).status).toBe(204);
  });
});

describe('a pipeline that another team gets while it is written', () => {
  const theirs = { tags: { team: 'payments' }, description: 'Vault of the payments' };

  /** As soon as anything is written, it belongs to team `payments`, which has described it. */
  function givenAway(): Neighbours {
    const house = holding('web', 'own');
    const set = house.pipelines.set.bind(house.pipelines);
    house.pipelines.set = (at, record) => set(at, { ...record, ...theirs });
    return house;
  }

  it.each<[OperationId, Ask, number]>([
    ['patchPipeline', { name, body: { description: 'Other' } }, 200],
    ['replacePipeline', { name, body: { ...owned('web'), description: 'Other' } }, 200],
    ['createPipeline', { body: { ...owned('web'), name: 'Fresh', description: 'Other' } }, 201],
  ])('is answered by %s as it was written, and not as it stands', async (operation, asked, expected) => {
    const { status, json } = await givenAway().ask('web', operation, asked);
    expect(status).toBe(expected);
    expect(json).toMatchObject({ description: 'Other', tags: { team: 'web' } });
    expect(JSON.stringify(json)).not.toContain('payments');
  });
});
