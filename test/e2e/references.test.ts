import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateContainerRecipeCommand,
  CreateDistributionConfigurationCommand,
  CreateImageRecipeCommand,
  CreateInfrastructureConfigurationCommand,
  CreateWorkflowCommand,
  type ImagebuilderClient,
  TagResourceCommand,
} from '@aws-sdk/client-imagebuilder';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type StartedImagegate, startImagegate } from '../support/start.ts';
import { clientOf } from './image-builder/running.ts';

// What team payments made with the SDK, around the door, is out of reach for a pipeline of team web (the local caller).

const home = 'arn:aws:imagebuilder:eu-west-1:111122223333';
const folder = mkdtempSync(join(tmpdir(), 'imagegate-test-'));

let imagegate: StartedImagegate;
let client: ImagebuilderClient;

beforeAll(async () => {
  const policy = join(folder, 'open.yaml');
  writeFileSync(policy, 'name: open\nversion: "1"\nrules: []\n');
  imagegate = await startImagegate(['--quiet', '--policy', policy]);
  client = clientOf(imagegate.imageBuilderUrl);
  await furnish('payments', { team: 'payments' });
  await furnish('web', { team: 'web' });
  expect((await write('POST', '/v1/pipelines', standing)).status).toBe(201);
}, 30_000);

afterAll(async () => {
  client.destroy();
  await imagegate.stop();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await control('DELETE', 'faults');
});

/** One resource of each kind, which carry the tags from their creation on. */
async function furnish(name: string, tags: Record<string, string>): Promise<void> {
  const parentImage = 'arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/x.x.x';
  const components = [{ componentArn: 'arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/x.x.x' }];
  const recipe = { name, semanticVersion: '1.2.0', parentImage, components, tags };
  await client.send(new CreateImageRecipeCommand({ ...recipe, clientToken: `${name}-1` }));
  await client.send(
    new CreateContainerRecipeCommand({
      ...recipe,
      containerType: 'DOCKER',
      parentImage: 'amazonlinux:2023',
      dockerfileTemplateData: 'FROM {{{ imagebuilder:parentImage }}}',
      targetRepository: { service: 'ECR', repositoryName: name },
      clientToken: `${name}-2`,
    }),
  );
  await client.send(
    new CreateInfrastructureConfigurationCommand({ name, instanceProfileName: 'Admin', tags, clientToken: `${name}-3` }),
  );
  await client.send(
    new CreateDistributionConfigurationCommand({
      name,
      distributions: [{ region: 'eu-west-1', amiDistributionConfiguration: { name: 'x {{ imagebuilder:buildDate }}' } }],
      tags,
      clientToken: `${name}-4`,
    }),
  );
  const data = 'name: smoke\nschemaVersion: 1.0\nsteps: []\n';
  await client.send(
    new CreateWorkflowCommand({ name, semanticVersion: '1.0.0', type: 'TEST', data, tags, clientToken: `${name}-5` }),
  );
}

const standing = {
  name: 'Standing',
  imageRecipeArn: `${home}:image-recipe/web/1.4.0`,
  infrastructureConfigurationArn: `${home}:infrastructure-configuration/std`,
  tags: { team: 'web' },
};
const { imageRecipeArn: _, ...withoutRecipe } = standing;

/** What a definition refers to of somebody, and the places. */
const attempts = (name: string): readonly [object, readonly string[]][] => [
  [{ ...standing, imageRecipeArn: `${home}:image-recipe/${name}/1.2.0` }, ['/imageRecipeArn']],
  [{ ...standing, imageRecipeArn: `${home}:image-recipe/${name}/x.x.x` }, ['/imageRecipeArn']],
  [{ ...withoutRecipe, containerRecipeArn: `${home}:container-recipe/${name}/1.x.x` }, ['/containerRecipeArn']],
  [
    { ...standing, infrastructureConfigurationArn: `${home}:infrastructure-configuration/${name}` },
    ['/infrastructureConfigurationArn'],
  ],
  [
    { ...standing, distributionConfigurationArn: `${home}:distribution-configuration/${name}` },
    ['/distributionConfigurationArn'],
  ],
  [
    {
      ...standing,
      workflows: ['1.0.0', '1.0.0/1', 'x.x.x'].map((version) => ({ workflowArn: `${home}:workflow/test/${name}/${version}` })),
      executionRole: 'image-builder',
    },
    [0, 1, 2].map((index) => `/workflows/${index}/workflowArn`),
  ],
];

async function write(method: string, path: string, body: unknown, url = imagegate.url) {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const headers = { 'content-type': type };
  const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
  return { status: response.status, headers: response.headers, json: Object(await response.json()) };
}

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return await (await fetch(`${imagegate.imageBuilderUrl}/_control/${path}`, { method, ...sent })).json();
}

/** What a write asked of Image Builder. */
async function callsOf(run: () => Promise<unknown>): Promise<unknown> {
  await control('DELETE', 'calls');
  await run();
  return Object(await control('GET', 'calls')).calls;
}

describe('a pipeline of team web', () => {
  let made = 0;

  it.each(attempts('payments'))('cannot refer to what team payments has: %j', async (definition, pointers) => {
    const fresh = { ...definition, name: 'Fresh' };
    const answers = [
      await write('POST', '/v1/pipelines', fresh),
      await write('PUT', '/v1/pipelines/fresh', fresh),
      await write('POST', '/v1/policy/evaluations', { operation: 'create', definition: fresh }),
    ];
    for (const { status, headers, json } of answers) {
      expect(status).toBe(403);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    }
    expect((await fetch(`${imagegate.url}/v1/pipelines/fresh`)).status).toBe(404);
  });

  it.each(attempts('web'))('can refer to what is its own, and so does the dry run say: %j', async (definition) => {
    made += 1;
    const own = { ...definition, name: `Own ${made}` };
    const dryRun = await write('POST', '/v1/policy/evaluations', { operation: 'create', definition: own });
    expect(dryRun).toMatchObject({ status: 200, json: { decision: 'allow' } });
    expect((await write('POST', '/v1/pipelines', own)).status).toBe(201);
  });

  it('can refer to what it was given, and to what another team was given it cannot', async () => {
    const resourceArn = `${home}:distribution-configuration/shared-eu`;
    const patch = { distributionConfigurationArn: resourceArn };
    await client.send(new TagResourceCommand({ resourceArn, tags: { team: 'payments' } }));
    expect((await write('PATCH', '/v1/pipelines/standing', patch)).status).toBe(403);
    await client.send(new TagResourceCommand({ resourceArn, tags: { team: 'web' } }));
    expect((await write('PATCH', '/v1/pipelines/standing', patch)).status).toBe(200);
  });

  it('that refers to what is not there gets Image Builder’s own answer', async () => {
    const body = { ...standing, name: 'Fresh', infrastructureConfigurationArn: `${home}:infrastructure-configuration/none` };
    const { status, json } = await write('POST', '/v1/pipelines', body);
    expect([status, json.type]).toEqual([422, 'https://imagegate.dev/problems/upstream-rejected']);
    expect(json.detail).toContain('does not exist');
  });
});

describe('the look', () => {
  const patch = (body: object) => write('PATCH', '/v1/pipelines/standing', body);

  it('is at what a write changes, and takes no call beside', async () => {
    const create = { CreateImagePipeline: 1, GetImagePipeline: 1 };
    expect(await callsOf(() => write('POST', '/v1/pipelines', { ...standing, name: 'Counted' }))).toEqual({
      ...create,
      GetImageRecipe: 1,
      GetInfrastructureConfiguration: 1,
    });
    const update = { UpdateImagePipeline: 1, GetImagePipeline: 2 };
    expect(await callsOf(() => patch({ description: 'Counted' }))).toEqual(update);
    expect(await callsOf(() => patch({ imageRecipeArn: `${home}:image-recipe/web/1.x.x` }))).toEqual({
      ...update,
      GetImageRecipe: 1,
    });
    const dryRun = { operation: 'patch', name: 'standing', definition: { description: 'Other' } };
    expect(await callsOf(() => write('POST', '/v1/policy/evaluations', dryRun))).toEqual({ GetImagePipeline: 1 });
  });

  it.each([
    [{ fault: 'throttle' }, 429, 'rate-limited'],
    [{ fault: 'error', status: 503, name: 'ServiceUnavailableException' }, 503, 'upstream-unavailable'],
    [{ fault: 'error', status: 403, name: 'AccessDeniedException' }, 502, 'upstream-error'],
    [{ fault: 'nonsense', body: '{"ok":true}' }, 502, 'upstream-error'],
  ])('that fails by %j is answered so, and nothing is written', async (fault, status, type) => {
    await control('POST', 'faults', { ...fault, operation: 'GetDistributionConfiguration', count: 6 });
    const change = { distributionConfigurationArn: `${home}:distribution-configuration/everywhere` };
    const calls = await callsOf(async () => {
      expect(await patch(change)).toMatchObject({ status, json: { type: `https://imagegate.dev/problems/${type}` } });
    });
    expect(calls).not.toHaveProperty('UpdateImagePipeline');
  });
});

describe('teams that may refer to anything', () => {
  it('do, and nothing is looked at', async () => {
    const teams = join(folder, 'teams.yaml');
    writeFileSync(teams, 'references: any\nteams: { web: { principals: ["arn:aws:iam::111122223333:role/developer"] } }\n');
    const open = await startImagegate(['--quiet', '--policy', join(folder, 'open.yaml'), '--teams', teams]);
    try {
      const resourceArn = `${home}:infrastructure-configuration/std`;
      const other = clientOf(open.imageBuilderUrl);
      await other.send(new TagResourceCommand({ resourceArn, tags: { team: 'payments' } }));
      other.destroy();
      expect((await write('POST', '/v1/pipelines', standing, open.url)).status).toBe(201);
      const calls = await (await fetch(`${open.imageBuilderUrl}/_control/calls`)).json();
      expect(calls).toEqual({ calls: { TagResource: 1, CreateImagePipeline: 1, GetImagePipeline: 1 } });
    } finally {
      await open.stop();
    }
  });
});
