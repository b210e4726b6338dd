import { describe, expect, it } from 'vitest';
import { NotFound, RateLimited, UpstreamError, UpstreamRejected, UpstreamTimeout } from '../../../lib/problem/errors.ts';
import type { OperationId } from '../../../lib/service/routes.ts';
import { type Ask, type Neighbours, neighbours, type Who } from '../../support/neighbours.ts';
import { type PipelineApi, pipelineApi } from '../../support/pipeline-api.ts';

const home = 'arn:aws:imagebuilder:eu-west-1:111122223333';
const shared = {
  imageRecipeArn: `${home}:image-recipe/web/1.4.0`,
  infrastructureConfigurationArn: `${home}:infrastructure-configuration/std`,
};
const mine = { name: 'Web Base', ...shared, tags: { team: 'web' } };
const { imageRecipeArn: _, ...withoutRecipe } = mine;
const ofContainers = { ...withoutRecipe, containerRecipeArn: `${home}:container-recipe/web/1.0.0` };

const theirs = {
  recipe: `${home}:image-recipe/vault/1.0.0`,
  floating: `${home}:image-recipe/vault/x.x.x`,
  container: `${home}:container-recipe/vault/1.x.x`,
  infrastructure: `${home}:infrastructure-configuration/vault`,
  distribution: `${home}:distribution-configuration/vault`,
  workflow: `${home}:workflow/test/vault/1.0.0`,
  build: `${home}:workflow/build/vault/1.0.0/3`,
};

/** Definitions of team web that refer to what payments owns, each with the pointers of where. */
const attempts: readonly [string, object, readonly string[]][] = [
  ['an image recipe', { ...mine, imageRecipeArn: theirs.recipe }, ['/imageRecipeArn']],
  ['the newest version of one', { ...mine, imageRecipeArn: theirs.floating }, ['/imageRecipeArn']],
  ['a container recipe', { ...withoutRecipe, containerRecipeArn: theirs.container }, ['/containerRecipeArn']],
  [
    'an infrastructure configuration',
    { ...mine, infrastructureConfigurationArn: theirs.infrastructure },
    ['/infrastructureConfigurationArn'],
  ],
  [
    'a distribution configuration',
    { ...mine, distributionConfigurationArn: theirs.distribution },
    ['/distributionConfigurationArn'],
  ],
  [
    'workflows, each of them',
    {
      ...mine,
      workflows: [
        { workflowArn: theirs.workflow },
        { workflowArn: `${home}:workflow/test/own/1.0.0` },
        { workflowArn: theirs.build },
      ],
      executionRole: 'builder',
    },
    ['/workflows/0/workflowArn', '/workflows/2/workflowArn'],
  ],
  [
    'everything',
    {
      ...mine,
      imageRecipeArn: theirs.recipe,
      infrastructureConfigurationArn: theirs.infrastructure,
      distributionConfigurationArn: theirs.distribution,
    },
    ['/imageRecipeArn', '/infrastructureConfigurationArn', '/distributionConfigurationArn'],
  ],
];

function house(settings: Parameters<typeof neighbours>[0] = {}): Neighbours {
  const built = neighbours(settings);
  for (const arn of Object.values(theirs)) built.resources.set(arn, { team: 'payments', secret: 'Tulip' });
  built.resources.set(`${home}:infrastructure-configuration/own`, { team: 'web' });
  return built;
}

/** The ways to write a definition, and to ask what the write would get; the pipeline is there, or it is not. */
function ways(definition: object): readonly [OperationId, Ask, 'there' | 'absent'][] {
  return [
    ['createPipeline', { body: definition }, 'absent'],
    ['replacePipeline', { name: 'web-base', body: definition }, 'absent'],
    ['replacePipeline', { name: 'web-base', body: definition }, 'there'],
    ['evaluatePolicy', { body: { operation: 'create', definition } }, 'absent'],
    ['evaluatePolicy', { body: { operation: 'replace', name: 'web-base', definition } }, 'absent'],
    ['evaluatePolicy', { body: { operation: 'replace', name: 'web-base', definition } }, 'there'],
  ];
}

const pointersOf = (answer: { json: { errors: { pointer: string }[] } }) => answer.json.errors.map(({ pointer }) => pointer);

describe('a reference to what another team owns', () => {
  it.each(attempts)('is refused before anything is written: %s', async (_name, definition, pointers) => {
    for (const [operation, asked, state] of ways(definition)) {
      const built = house();
      // A pipeline keeps to its kind of recipe.
      if (state === 'there') built.hold('imageRecipeArn' in definition ? mine : ofContainers);
      const before = structuredClone([...built.pipelines]);
      const answer = await built.ask('web', operation, asked);
      expect(answer).toMatchObject({ status: 403, json: { type: 'https://imagegate.dev/problems/forbidden' } });
      expect(pointersOf(answer)).toEqual(pointers);
      expect([...built.pipelines]).toEqual(before);
    }
  });

  it('is told with the resource, whose it is, and what to do', async () => {
    const answer = await house().ask('web', 'createPipeline', {
      body: { ...mine, infrastructureConfigurationArn: theirs.infrastructure },
    });
    expect(answer.json).toMatchObject({
      title: 'The pipeline refers to what belongs to another team',
      detail:
        'The pipeline belongs to team web and may not use what belongs to another team: infrastructureConfigurationArn names ' +
        `${theirs.infrastructure}, whose tag team is "payments". Name a resource of team web, or one without the tag team; the ` +
        'owners of a resource share it with all teams by taking the tag off.',
      errors: [
        {
          pointer: '/infrastructureConfigurationArn',
          detail: `infrastructureConfigurationArn names ${theirs.infrastructure}, whose tag team is "payments"`,
          expected: 'a resource of team web, or one without the tag team',
          received: theirs.infrastructure,
        },
      ],
    });
  });

  it.each(['shared', 'own'] as const)('does not tell more of it than teams see of each other (%s)', async (reading) => {
    const body = { ...mine, infrastructureConfigurationArn: theirs.infrastructure };
    const text = JSON.stringify(await house({ reading }).ask('web', 'createPipeline', { body }));
    expect(text.includes('payments')).toBe(reading === 'shared');
    expect(text).not.toContain('Tulip');
  });

  it.each<[string, Record<string, string>]>([
    ['a team that nobody knows', { team: 'ops' }],
    ['nobody', { team: '' }],
    ['the team in another case', { team: 'Web' }],
  ])('is refused too where the tag names %s', async (_name, tags) => {
    const built = house();
    built.resources.set(shared.infrastructureConfigurationArn, tags);
    expect((await built.ask('web', 'createPipeline', { body: mine })).status).toBe(403);
  });

  it('is a matter of the tag that the organisation names', async () => {
    const built = house({ ownerTag: 'squad' });
    built.resources.set(shared.imageRecipeArn, { team: 'payments' });
    built.resources.set(shared.infrastructureConfigurationArn, { squad: 'payments' });
    const answer = await built.ask('web', 'createPipeline', { body: { ...mine, tags: { squad: 'web' } } });
    expect(pointersOf(answer)).toEqual(['/infrastructureConfigurationArn']);
  });

  it('comes after what the rules have against the definition', async () => {
    const built = house({ policy: { name: 'p', version: '1', rules: [{ id: 'scan', type: 'image-scanning' }] } });
    const body = { ...mine, imageRecipeArn: theirs.recipe };
    expect((await built.ask('web', 'createPipeline', { body })).status).toBe(422);
    expect(await built.ask('web', 'evaluatePolicy', { body: { operation: 'create', definition: body } })).toMatchObject({
      status: 200,
      json: { decision: 'deny' },
    });
    expect(built.looked).toEqual([]);
  });
});

describe('what is not another team’s', () => {
  it.each<[string, object]>([
    ['a resource without an owner', mine],
    ['one of its own', { ...mine, infrastructureConfigurationArn: `${home}:infrastructure-configuration/own` }],
  ])('may be referred to: %s', async (_name, body) => {
    const built = house();
    expect((await built.ask('web', 'createPipeline', { body })).status).toBe(201);
    expect(built.looked).toHaveLength(2);
  });

  it.each<[string, object]>([
    ['another account', { imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:444455556666:image-recipe/vault/1.0.0' }],
    ['AWS', { imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:aws:image-recipe/vault/1.0.0' }],
    ['another Region', { imageRecipeArn: 'arn:aws:imagebuilder:us-east-1:111122223333:image-recipe/vault/1.0.0' }],
  ])('is not looked at where it is of %s', async (_name, reference) => {
    const built = house();
    expect((await built.ask('web', 'createPipeline', { body: { ...mine, ...reference } })).status).toBe(201);
    expect(built.looked).toEqual([shared.infrastructureConfigurationArn]);
  });

  it('is everything where teams may refer to anything, and nothing is looked at', async () => {
    for (const [, definition] of attempts) {
      const built = house({ references: 'any' });
      expect((await built.ask('web', 'createPipeline', { body: definition })).status).toBe(201);
      expect(built.looked).toEqual([]);
    }
  });
});

describe('a change', () => {
  const standing = { ...mine, infrastructureConfigurationArn: theirs.infrastructure };
  const workflows = [{ workflowArn: theirs.workflow }, { workflowArn: `${home}:workflow/test/own/1.0.0` }];
  const patch = (built: Neighbours, body: object, who: Who = 'web') =>
    built.ask(who, 'patchPipeline', { name: 'web-base', body });

  it.each<[string, object, readonly string[]]>([
    ['another member', { description: 'Other' }, []],
    ['tags', { tags: { stage: 'test' } }, []],
    ['the order of workflows', { workflows: workflows.toReversed() }, []],
    ['nothing', { infrastructureConfigurationArn: theirs.infrastructure }, []],
    ['one reference', { imageRecipeArn: `${home}:image-recipe/web/1.x.x` }, [`${home}:image-recipe/web/1.x.x`]],
  ])('of %s looks at what is new in it, and lets stand what was there', async (_name, body, looked) => {
    const built = house();
    built.hold({ ...standing, workflows, executionRole: 'builder' });
    expect((await patch(built, body)).status).toBe(200);
    const dryRun = { operation: 'patch', name: 'web-base', definition: body };
    built.hold({ ...standing, workflows, executionRole: 'builder' });
    expect(built.looked).toEqual(looked);
    expect((await built.ask('web', 'evaluatePolicy', { body: dryRun })).status).toBe(200);
    expect(built.looked).toEqual([...looked, ...looked]);
  });

  it('looks once at what is named twice', async () => {
    const built = house();
    built.hold(mine);
    const workflow = { workflowArn: `${home}:workflow/test/own/1.0.0` };
    await patch(built, { workflows: [workflow, workflow], executionRole: 'builder' });
    expect(built.looked).toEqual([workflow.workflowArn]);
  });

  it('of a reference is refused where it is not the team’s', async () => {
    const built = house();
    built.hold(mine);
    const answer = await patch(built, { infrastructureConfigurationArn: theirs.infrastructure });
    expect([answer.status, pointersOf(answer)]).toEqual([403, ['/infrastructureConfigurationArn']]);
    expect(built.pipelines.get('web-base')).toMatchObject(mine);
  });

  it('looks at no more than goes side by side', async () => {
    const built = house();
    built.hold(mine);
    const numbered = Array.from({ length: 51 }, (_, index) => ({ workflowArn: `${home}:workflow/test/w${index}/1.0.0` }));
    const refused = await patch(built, { workflows: numbered, executionRole: 'builder' });
    expect([refused.status, pointersOf(refused)]).toEqual([422, ['/workflows']]);
    expect(built.looked).toEqual([]);
    expect((await patch(built, { workflows: numbered.slice(1), executionRole: 'builder' })).status).toBe(200);
    expect(built.looked).toHaveLength(50);
  });
});

describe('a look', () => {
  const body = { ...mine, name: 'Fresh' };
  const asks = (api: PipelineApi) => [
    () => api.create(body),
    () => api.put('fresh', body),
    () => api.patch('web-base', { imageRecipeArn: theirs.recipe }),
    () => api.evaluate({ operation: 'create', definition: body }),
  ];

  it.each([
    ['throttled', new RateLimited('Later.', 2), 429],
    ['refused', new UpstreamError('No rights.'), 502],
    ['left without an answer', new UpstreamTimeout('Nothing.'), 504],
    ['rejected', new UpstreamRejected('No version.'), 422],
  ])('that is %s leaves everything as it was', async (_name, error, status) => {
    const api = pipelineApi(undefined, { tagsOfReference: () => Promise.reject(error) });
    await api.imageBuilder.createPipeline(mine, { clientToken: 't', signal: AbortSignal.abort() });
    for (const ask of asks(api)) expect((await ask()).status).toBe(status);
    expect([api.imageBuilder.created.length, api.imageBuilder.changed]).toEqual([1, []]);
  });

  it('that finds nothing leaves it to the write to say so', async () => {
    const api = pipelineApi(undefined, {
      tagsOfReference: () => Promise.reject(new NotFound('There is no resource.')),
      createPipeline: () => Promise.reject(new UpstreamRejected('Image Builder rejected the pipeline: no such recipe')),
    });
    expect(await api.create(body)).toMatchObject({ status: 422, json: { detail: expect.stringContaining('no such recipe') } });
    expect((await api.evaluate({ operation: 'create', definition: body })).status).toBe(200);
  });

  it('waits for no other', async () => {
    const begun = Promise.withResolvers<void>();
    let looks = 0;
    const api = pipelineApi(undefined, {
      async tagsOfReference() {
        looks += 1;
        if (looks === 2) begun.resolve();
        await begun.promise;
        return {};
      },
    });
    expect((await api.create(body)).status).toBe(201);
  });
});

describe('an admin', () => {
  const of = (team: string | undefined, reference: object) => ({
    ...mine,
    ...reference,
    tags: team === undefined ? { stage: 'test' } : { team },
  });

  it.each<[string, object, number]>([
    [
      'web refers to what is web’s',
      of('web', { infrastructureConfigurationArn: `${home}:infrastructure-configuration/own` }),
      201,
    ],
    ['web refers to what is payments’', of('web', { infrastructureConfigurationArn: theirs.infrastructure }), 403],
    ['payments refers to what is payments’', of('payments', { infrastructureConfigurationArn: theirs.infrastructure }), 201],
    ['nobody refers to what is payments’', of(undefined, { infrastructureConfigurationArn: theirs.infrastructure }), 201],
  ])('writes for the owner of the pipeline: %s', async (_name, body, status) => {
    expect((await house().ask('platform', 'createPipeline', { body })).status).toBe(status);
    const dryRun = { operation: 'create', definition: body };
    const { status: told } = await house().ask('platform', 'evaluatePolicy', { body: dryRun });
    expect(told).toBe(status === 201 ? 200 : status);
  });

  it.each([
    ['payments', 'web', 403],
    ['payments', 'payments', 200],
    [undefined, 'web', 403],
    [undefined, 'payments', 200],
  ])('who takes a pipeline from %s to %s gives away nothing of a third team', async (from, to, status) => {
    const built = house();
    built.hold(of(from, { infrastructureConfigurationArn: theirs.infrastructure }));
    const body = { description: 'Other', tags: { team: to } };
    expect((await built.ask('platform', 'patchPipeline', { name: 'web-base', body })).status).toBe(status);
  });
});
