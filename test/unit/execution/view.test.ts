import { describe, expect, it } from 'vitest';
import type { ImageRecord } from '../../../lib/execution/image-builder.ts';
import { type ExecutionView, executionView } from '../../../lib/execution/view.ts';

const home = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
const here = 'arn:aws:imagebuilder:eu-west-1:111122223333';
const arn = `${here}:image/web/1.4.0/7`;
const now = new Date('2026-11-22T12:00:00.000Z');

const viewOf = (record: Partial<ImageRecord> = {}, place = home): ExecutionView =>
  executionView({ arn, ...record }, { pipeline: 'web-base', home: place, now });

/** As GetImage answers it for a run that went well. */
const complete: ImageRecord = {
  arn,
  name: 'web',
  version: '1.4.0/7',
  platform: 'Linux',
  state: { status: 'AVAILABLE' },
  sourcePipelineArn: `${here}:image-pipeline/web-base`,
  sourcePipelineName: 'Web Base',
  buildType: 'USER_INITIATED',
  dateCreated: '2026-11-22T11:00:00.250Z',
  tags: { 'imagegate:started-by': 'arn:aws:iam::111122223333:role/web-ci', reason: 'patch' },
  outputResources: {
    amis: [
      {
        region: 'eu-west-1',
        image: 'ami-0abc',
        name: 'web 2026-11-22',
        description: 'd',
        accountId: '111122223333',
        state: { status: 'AVAILABLE' },
      },
      { region: 'us-east-1', image: 'ami-0def', accountId: '444455556666', state: { status: 'FAILED', reason: 'No key.' } },
    ],
    containers: [{ region: 'eu-west-1', imageUris: ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.0-7'] }],
  },
  loggingConfiguration: { logGroupName: '/imagebuilder/web/image' },
};

describe('the view of an execution', () => {
  it('has everything there can be', () => {
    expect(viewOf(complete)).toEqual({
      id: 'web-1.4.0-7',
      pipeline: 'web-base',
      arn,
      recipe: { name: 'web', version: '1.4.0' },
      build: 7,
      state: 'available',
      ended: true,
      reason: null,
      failure: null,
      trigger: 'manual',
      startedBy: 'arn:aws:iam::111122223333:role/web-ci',
      platform: 'linux',
      outputs: {
        amis: [
          {
            region: 'eu-west-1',
            account: '111122223333',
            id: 'ami-0abc',
            name: 'web 2026-11-22',
            description: 'd',
            state: 'available',
            reason: null,
          },
          {
            region: 'us-east-1',
            account: '444455556666',
            id: 'ami-0def',
            name: null,
            description: null,
            state: 'failed',
            reason: 'No key.',
          },
        ],
        containers: [{ region: 'eu-west-1', uris: ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.0-7'] }],
      },
      log: {
        group: '/imagebuilder/web/image',
        stream: '1.4.0/7',
        url: 'https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fimagebuilder$252Fweb$252Fimage/log-events/1.4.0$252F7',
      },
      tags: { 'imagegate:started-by': 'arn:aws:iam::111122223333:role/web-ci', reason: 'patch' },
      startedAt: '2026-11-22T11:00:00.250Z',
      durationSeconds: null,
      notices: [],
    });
  });

  it('has every key also where the service says next to nothing', () => {
    const keys = Object.keys(viewOf(complete));
    const least = viewOf();
    expect(Object.keys(least)).toEqual(keys);
    expect(Object.entries(least).filter(([, value]) => value === undefined)).toEqual([]);
    expect(least).toMatchObject({
      state: null,
      ended: false,
      failure: null,
      trigger: null,
      startedBy: null,
      outputs: { amis: [], containers: [] },
      tags: {},
      startedAt: null,
      durationSeconds: null,
    });
  });

  it.each([
    ['PENDING', 'pending', false],
    ['CREATING', 'creating', false],
    ['BUILDING', 'building', false],
    ['TESTING', 'testing', false],
    ['DISTRIBUTING', 'distributing', false],
    ['INTEGRATING', 'integrating', false],
    ['AVAILABLE', 'available', true],
    ['FAILED', 'failed', true],
    ['CANCELLED', 'cancelled', true],
    ['DEPRECATED', 'deprecated', true],
    ['DELETED', 'deleted', true],
    ['DISABLED', 'disabled', true],
    ['EVAPORATED', 'unknown:EVAPORATED', false],
    ['', null, false],
    [undefined, null, false],
  ])('normalises the state %s to %s, ended: %s', (status, state, ended) => {
    expect(viewOf({ state: { status } })).toMatchObject({ state, ended });
  });

  it.each([
    ['USER_INITIATED', 'manual'],
    ['SCHEDULED', 'scheduled'],
    ['IMPORT', 'import'],
    ['IMPORT_ISO', 'import-iso'],
    ['BY_MAGIC', 'unknown:BY_MAGIC'],
    [undefined, null],
  ])('names the trigger %s %s', (buildType, trigger) => {
    expect(viewOf({ buildType }).trigger).toBe(trigger);
  });

  it.each<[string, Partial<ImageRecord>, string | null]>([
    ['of a manual run', { buildType: 'USER_INITIATED', tags: { 'imagegate:started-by': 'a' } }, 'a'],
    ['of a manual run that was started around the door', { buildType: 'USER_INITIATED', tags: {} }, null],
    ['not of a scheduled run, whatever its tags say', { buildType: 'SCHEDULED', tags: { 'imagegate:started-by': 'a' } }, null],
  ])('tells who started it: %s', (_, record, startedBy) => {
    expect(viewOf(record).startedBy).toBe(startedBy);
  });

  it.each([
    ['2026-11-22T11:58:30.500Z', 'BUILDING', 89],
    ['2026-11-22T12:00:00Z', 'PENDING', 0],
    ['2026-11-22T12:00:03Z', 'PENDING', 0],
    ['2026-11-22T13:00:00+02:00', 'TESTING', 3_600],
    ['2026-11-22T11:00:00Z', 'AVAILABLE', null],
    ['2026-11-22T11:00:00Z', 'FAILED', null],
    ['2026-11-22T11:00:00Z', 'EVAPORATED', 3_600],
    ['yesterday', 'BUILDING', null],
    [undefined, 'BUILDING', null],
  ])('tells how long it goes on: started %s and %s, %s seconds', (dateCreated, status, durationSeconds) => {
    expect(viewOf({ dateCreated, state: { status } }).durationSeconds).toBe(durationSeconds);
  });

  it.each([
    'arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.0',
    'arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.0/latest',
    'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web',
    'nonsense',
    '',
  ])('shows an image of another ARN, %j, without an id', (other) => {
    expect(viewOf({ arn: other })).toMatchObject({ id: null, build: null, arn: other });
  });

  it('keeps tags with the names of object members', () => {
    const tags = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    expect(Object.entries(viewOf({ tags }).tags)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(viewOf({ buildType: 'USER_INITIATED', tags: Object.create({ 'imagegate:started-by': 'a' }) }).startedBy).toBeNull();
  });
});

describe('the log of an execution', () => {
  it('is the group of the image by default', () => {
    expect(viewOf().log).toMatchObject({ group: '/aws/imagebuilder/web', stream: '1.4.0/7' });
  });

  it.each([
    ['aws', 'eu-west-1', 'https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#'],
    ['aws-cn', 'cn-north-1', 'https://console.amazonaws.cn/cloudwatch/home?region=cn-north-1#'],
    ['aws-us-gov', 'us-gov-west-1', 'https://console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#'],
  ])('links to the console of %s', (partition, region, start) => {
    expect(viewOf({}, { ...home, partition, region }).log?.url?.startsWith(start)).toBe(true);
  });

  it('has no link in a partition of which no console is known', () => {
    expect(viewOf({}, { ...home, partition: 'aws-iso' }).log).toMatchObject({ group: '/aws/imagebuilder/web', url: null });
  });

  it('is not known where the ARN names no build', () => {
    expect(viewOf({ arn: `${here}:image/web/1.4.0` }).log).toBeNull();
  });

  it('cannot be led astray by a group with signs that mean something in a URL', () => {
    const { url } = viewOf({ loggingConfiguration: { logGroupName: 'a/b#c?d=e&f g%$' } }).log ?? {};
    expect(url?.split('log-group/')[1]).toBe('a$252Fb$2523c$253Fd$253De$2526f$2520g$2525$2524/log-events/1.4.0$252F7');
  });
});

describe('the failure of an execution', () => {
  const failed = (failureContext: Readonly<Record<string, unknown>>) =>
    viewOf({ state: { status: 'FAILED', reason: 'It broke.', failureContext } });

  it('names step, workflow and component', () => {
    const view = failed({
      imageStatus: 'BUILDING',
      workflowArn: `${here}:workflow/build/std/1.0.2/1`,
      workflowExecutionId: 'wf-1',
      failedStep: 'ApplyBuildComponents',
      stepExecutionId: 'step-1',
      componentFailure: {
        componentArn: 'arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/1.0.2/1',
        phaseName: 'build',
        stepName: 'Update',
        action: 'UpdateOS',
        errorMessage: 'exit status 1',
      },
    });
    expect(view).toMatchObject({ state: 'failed', reason: 'It broke.', ended: true });
    expect(view.failure).toEqual({
      stage: 'building',
      workflow: { name: 'std', version: '1.0.2', arn: `${here}:workflow/build/std/1.0.2/1` },
      workflowExecutionId: 'wf-1',
      step: 'ApplyBuildComponents',
      stepExecutionId: 'step-1',
      component: {
        component: {
          name: 'update-linux',
          version: '1.0.2',
          arn: 'arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/1.0.2/1',
        },
        phase: 'build',
        step: 'Update',
        action: 'UpdateOS',
        message: 'exit status 1',
      },
      distribution: null,
    });
  });

  it('names the Regions that distribution failed in', () => {
    const { failure } = failed({
      imageStatus: 'DISTRIBUTING',
      distributionFailure: {
        errorMessage: 'Two Regions failed.',
        regionFailures: [
          { region: 'us-east-1', status: 'TIMED_OUT', errorMessage: 'Too slow.', targetAccountId: '444455556666' },
          { region: 'us-west-2', status: 'FAILED', imageConfigurationStep: 'PUT_SSM_PARAMETERS' },
        ],
      },
    });
    expect(failure).toMatchObject({ stage: 'distributing', component: null });
    expect(failure?.distribution).toEqual({
      message: 'Two Regions failed.',
      regions: [
        { region: 'us-east-1', account: '444455556666', status: 'timed-out', step: null, message: 'Too slow.' },
        { region: 'us-west-2', account: null, status: 'failed', step: 'put-ssm-parameters', message: null },
      ],
    });
  });

  const nothing = {
    stage: null,
    workflow: null,
    workflowExecutionId: null,
    step: null,
    stepExecutionId: null,
    component: null,
    distribution: null,
  };

  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['nothing', {}, nothing],
    [
      'values that are younger than this code',
      { imageStatus: 'POLISHING', youngerMember: {} },
      { ...nothing, stage: 'unknown:POLISHING' },
    ],
    ['empty texts', { failedStep: '', workflowArn: '' }, nothing],
    ['texts of another type', { failedStep: 7, workflowArn: [], imageStatus: null }, nothing],
    ['objects of another type', { componentFailure: 'x', distributionFailure: [] }, nothing],
    [
      'a list of another type',
      { distributionFailure: { errorMessage: 'e', regionFailures: 'everywhere' } },
      { ...nothing, distribution: { message: 'e', regions: [] } },
    ],
    [
      'an item of another type',
      { distributionFailure: { regionFailures: ['x'] } },
      {
        ...nothing,
        distribution: { message: null, regions: [{ region: null, account: null, status: null, step: null, message: null }] },
      },
    ],
    [
      'an ARN of another form',
      { workflowArn: 'somewhere' },
      { ...nothing, workflow: { name: null, version: null, arn: 'somewhere' } },
    ],
  ])('is read with good will: %s', (_, context, expected) => {
    expect(failed(context).failure).toEqual(expected);
  });
});
