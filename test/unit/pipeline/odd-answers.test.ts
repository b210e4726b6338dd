import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { wholeImageBuilder } from '../../support/image-builder.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { arnOf, compliant } from '../../support/pipelines.ts';
import { json, startUpstream, type Upstream } from '../../support/upstream.ts';

/** A pipeline with every member that Image Builder documents, as it comes over the wire. */
const whole = {
  ...compliant,
  arn: arnOf('image-pipeline', 'web-base'),
  platform: 'Linux',
  imageTags: { stage: 'base' },
  imageScanningConfiguration: {
    imageScanningEnabled: true,
    ecrConfiguration: { repositoryName: 'scans', containerTags: ['base'] },
  },
  workflows: [
    {
      workflowArn: arnOf('workflow', 'build/x/1.0.0/1'),
      parameters: [{ name: 'size', value: ['large'] }],
      parallelGroup: 'one',
      onFailure: 'ABORT',
    },
  ],
  dateCreated: '2026-09-09T19:38:26.574Z',
  dateUpdated: '2026-09-09T19:38:26.574Z',
  dateLastRun: '2026-09-09T19:38:26.574Z',
  dateNextRun: '2026-11-23T06:00:00.000Z',
  lastRunStatus: 'FAILED',
  consecutiveFailures: 2,
};

const neighbour = { arn: arnOf('image-pipeline', 'neighbour'), name: 'neighbour', tags: { team: 'web' } };

/** Places in it, by the path of members and indices. */
type Place = readonly (string | number)[];

const optional: readonly Place[] = [
  ...Object.keys(whole)
    .filter((member) => !['arn', 'name'].includes(member))
    .map((member) => [member]),
  ['imageTestsConfiguration', 'imageTestsEnabled'],
  ['imageTestsConfiguration', 'timeoutMinutes'],
  ['schedule', 'scheduleExpression'],
  ['schedule', 'timezone'],
  ['schedule', 'pipelineExecutionStartCondition'],
  ['schedule', 'autoDisablePolicy'],
  ['imageScanningConfiguration', 'imageScanningEnabled'],
  ['imageScanningConfiguration', 'ecrConfiguration'],
  ['imageScanningConfiguration', 'ecrConfiguration', 'repositoryName'],
  ['imageScanningConfiguration', 'ecrConfiguration', 'containerTags'],
  ['imageScanningConfiguration', 'ecrConfiguration', 'containerTags', 0],
  ['workflows', 0, 'parameters'],
  ['workflows', 0, 'parallelGroup'],
  ['workflows', 0, 'onFailure'],
  ['workflows', 0],
  ['loggingConfiguration', 'imageLogGroupName'],
  ['loggingConfiguration', 'pipelineLogGroupName'],
  ['tags', 'team'],
  ['imageTags', 'stage'],
];

function put(value: unknown, [first, ...rest]: Place, replacement: unknown): unknown {
  if (first === undefined) return replacement;
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? put(item, rest, replacement) : item));
  const object = Object.entries(value as object);
  return Object.fromEntries(object.map(([name, member]) => [name, name === first ? put(member, rest, replacement) : member]));
}

/** A value of another type than the one that stands there. */
const otherThan = (place: Place) => {
  const there = place.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], whole);
  return typeof there === 'object' ? 'a text' : { an: 'object' };
};

let shown: unknown = whole;
let upstream: Upstream;

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  upstream = await startUpstream((arrival) => {
    const answer = arrival.url.startsWith('/ListImagePipelines')
      ? { requestId: 'r', imagePipelineList: [neighbour, shown, neighbour], nextToken: null }
      : { requestId: 'r', imagePipeline: shown };
    json(200, answer)(arrival);
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await upstream.close();
});
beforeEach(() => {
  shown = whole;
});

function api() {
  const deployment = { account: '111122223333', region: 'eu-west-1', partition: 'aws', endpoint: upstream.url };
  return pipelineApi(undefined, wholeImageBuilder(deployment));
}

describe('a member that is null', () => {
  it.each(optional.map((place) => [place.join('.'), place] as const))('is absent, in every answer: %s', async (_, place) => {
    const { get, definition, list, patch } = api();
    const answers = async () => [
      await get('web-base'),
      await definition('web-base'),
      await list(),
      await patch('web-base', { description: whole.description }),
    ];
    shown = put(whole, place, null);
    const withNull = await answers();
    shown = put(whole, place, undefined);
    shown = JSON.parse(JSON.stringify(shown, (_key, value) => (Array.isArray(value) ? value.filter((item) => item) : value)));
    const without = await answers();
    expect(withNull.slice(0, 3).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(withNull.map(({ status }) => status)).toEqual(without.map(({ status }) => status));
    expect(withNull.slice(0, 3).map((answer) => answer.json)).toEqual(without.slice(0, 3).map((answer) => answer.json));
  });
});

describe('a member of another type than documented', () => {
  it.each(optional.map((place) => [place.join('.'), place] as const))('hides no other pipeline: %s', async (path, place) => {
    const { get, definition, list, patch } = api();
    shown = put(whole, place, otherThan(place));
    const { status, json: page } = await list();
    expect(status).toBe(200);
    expect(page.items).toMatchObject([
      { name: 'neighbour', unreadable: [] },
      {
        name: 'web-base',
        displayName: 'Web Base',
        arn: whole.arn,
        unreadable: [`/${place[0]}`],
        compliance: { compliant: false, violations: 0 },
      },
      { name: 'neighbour', unreadable: [] },
    ]);
    for (const answer of [await get('web-base'), await definition('web-base'), await patch('web-base', { description: 'x' })]) {
      expect(answer.status).toBe(502);
      expect(answer.json.detail).toContain(path.replace(/^(tags|imageTags)\..*/, '$1'));
    }
  });

  it('is told to the operator', async () => {
    const { list, records } = api();
    shown = put(whole, ['consecutiveFailures'], '2');
    await list();
    expect(records.at(-1)?.unjudged).toEqual([`${whole.arn}: what is read of it lacks consecutiveFailures`]);
  });

  it('is a name, and then the address stands for it', async () => {
    for (const name of [7, null]) {
      shown = put(whole, ['name'], name);
      const { status, json: page } = await api().list();
      expect({ status, item: page.items[1] }).toMatchObject({
        status: 200,
        item: { name: 'web-base', displayName: 'web-base', unreadable: ['/name'] },
      });
    }
  });

  it('is an ARN, and then nothing tells what pipeline it is', async () => {
    for (const arn of [7, null]) {
      shown = put(whole, ['arn'], arn);
      const { status, json: page } = await api().list();
      expect({ status, names: page.items.map(({ name }: { name: string }) => name) }).toEqual({
        status: 200,
        names: ['neighbour', 'neighbour'],
      });
    }
  });
});

describe('a pipeline whose name is empty', () => {
  it('is read like any other', async () => {
    const { get, definition, list } = api();
    shown = put(whole, ['name'], '');
    const answers = [await get('web-base'), await definition('web-base'), await list()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[0]?.json).toMatchObject({ name: 'web-base', displayName: 'web-base' });
  });
});
