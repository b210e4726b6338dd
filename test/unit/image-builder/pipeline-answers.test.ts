import { describe, expect, it } from 'vitest';
import { UnreadableAnswer } from '../../../lib/image-builder/answer.ts';
import {
  pipelineIn,
  readAcknowledgement,
  readCreatedArn,
  readPipelinePage,
} from '../../../lib/image-builder/pipeline-answers.ts';

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
const deployment = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
const least = { arn, name: 'Web Base' };
const odd = { ...least, unreadable: ['status'] };

describe('an answer of GetImagePipeline', () => {
  it.each([
    ['the least there can be', least],
    [
      'everything there can be',
      {
        ...least,
        description: 'd',
        platform: 'Linux',
        enhancedImageMetadataEnabled: true,
        imageRecipeArn: 'r',
        infrastructureConfigurationArn: 'i',
        distributionConfigurationArn: 'd',
        imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
        schedule: {
          scheduleExpression: 'rate(1 day)',
          timezone: 'UTC',
          pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY',
          autoDisablePolicy: { failureCount: 3 },
        },
        status: 'ENABLED',
        dateCreated: '2026-09-09T19:38:26.574Z',
        dateUpdated: '2026-09-09T19:38:26.574Z',
        dateLastRun: '2026-09-09T19:38:26.574Z',
        dateNextRun: '2026-09-10T19:38:26.574Z',
        tags: {},
        imageTags: { a: '' },
        imageScanningConfiguration: {
          imageScanningEnabled: true,
          ecrConfiguration: { repositoryName: 'x', containerTags: ['y'] },
        },
        workflows: [{ workflowArn: 'w', parameters: [{ name: 'n', value: ['v'] }], parallelGroup: 'g', onFailure: 'ABORT' }],
        executionRole: 'role',
        loggingConfiguration: { imageLogGroupName: 'a', pipelineLogGroupName: 'b' },
        lastRunStatus: 'FAILED',
        consecutiveFailures: 2,
      },
    ],
    [
      'enum values that are younger than this code',
      { ...least, status: 'PAUSED', platform: 'BeOS', lastRunStatus: 'EVAPORATED' },
    ],
  ])('is read whole: %s', (_, imagePipeline) => {
    expect(pipelineIn({ requestId: 'x', imagePipeline })).toEqual(imagePipeline);
  });

  it.each<[string, object, string[] | undefined]>([
    ['a setting', { moonPhase: 'full' }, ['/moonPhase']],
    ['a setting that is off', { sparing: false }, ['/sparing']],
    ['a setting in another', { schedule: { timezone: 'UTC', jitter: { minutes: 5 } } }, ['/schedule/jitter']],
    [
      'a setting in an item of a list',
      { workflows: [{ workflowArn: 'a' }, { workflowArn: 'b', retries: 2 }] },
      ['/workflows/1/retries'],
    ],
    ['a setting with the name of an object member', JSON.parse('{"__proto__": {"a": 1}}'), ['/__proto__']],
    ['a time', { dateFirstRun: '2026-01-01T00:00:00Z' }, undefined],
    ['a fact of the last run', { lastRunArn: 'a' }, undefined],
    ['nothing', { moonPhase: null, sun: {}, stars: [], sky: '', way: { milky: [] } }, undefined],
    ['tags, which have names of their own', { tags: { moonPhase: 'full' }, imageTags: { x: 'y' } }, undefined],
  ])('keeps the place of what this code does not know: %s', (_, members, beyond) => {
    expect(pipelineIn({ imagePipeline: { ...least, ...members } }).beyond).toEqual(beyond);
  });

  it('keeps tags with the names of object members, and harms no prototype', () => {
    const tags = JSON.parse('{"__proto__": "a", "constructor": "b", "toString": "c"}');
    const read = pipelineIn({ imagePipeline: { ...least, tags } });
    expect(Object.entries(read.tags ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ]);
    expect({}.constructor).toBe(Object);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', '<html>'],
    ['no pipeline', {}],
    ['a null pipeline', { imagePipeline: null }],
    ['a list', { imagePipeline: [] }],
    ['no ARN', { imagePipeline: { name: 'x' } }],
    ['no name', { imagePipeline: { arn } }],
    ['a number for a text', { imagePipeline: { ...least, description: 7 } }],
    ['a text for a number', { imagePipeline: { ...least, consecutiveFailures: '2' } }],
    ['a list of tags', { imagePipeline: { ...least, tags: ['a'] } }],
    ['a tag that is no text', { imagePipeline: { ...least, tags: { a: {} } } }],
    ['a text for a schedule', { imagePipeline: { ...least, schedule: 'rate(1 day)' } }],
  ])('is unreadable: %s', (_, answer) => {
    expect(() => pipelineIn(answer)).toThrow(UnreadableAnswer);
  });
});

describe('an answer of CreateImagePipeline', () => {
  it('names the pipeline', () => {
    expect(readCreatedArn({ requestId: 'x', clientToken: 't', imagePipelineArn: arn }, deployment)).toBe(arn);
  });

  it.each([
    undefined,
    null,
    {},
    { imagePipelineArn: 7 },
    { imagePipelineArn: '' },
    { imagePipelineArn: 'arn:aws:iam::1:role/x' },
    { imagePipelineArn: arn.replace('111122223333', '444455556666') },
  ])('is unreadable: %j', (answer) => {
    expect(() => readCreatedArn(answer, deployment)).toThrow(UnreadableAnswer);
  });
});

describe('an answer of ListImagePipelines', () => {
  it.each([
    ['the last page', { imagePipelineList: [least] }, { records: [least] }],
    ['a page before others', { imagePipelineList: [least, least], nextToken: 't' }, { records: [least, least], nextToken: 't' }],
    ['an empty page with others behind it', { imagePipelineList: [], nextToken: 't' }, { records: [], nextToken: 't' }],
    ['one with a member that is odd', { imagePipelineList: [{ ...least, status: 1 }, least] }, { records: [odd, least] }],
    ['one with what is no pipeline', { imagePipelineList: [least, null, {}, 7] }, { records: [least] }],
    ['an empty token, which is none', { imagePipelineList: [], nextToken: '' }, { records: [] }],
  ])('is read: %s', (_, answer, page) => {
    expect(readPipelinePage({ requestId: 'x', ...answer })).toEqual(page);
  });

  it.each([undefined, {}, { imagePipelineList: {} }, { imagePipelineList: [], nextToken: 1 }])('is unreadable: %j', (answer) => {
    expect(() => readPipelinePage(answer)).toThrow(UnreadableAnswer);
  });
});

describe('an answer of UpdateImagePipeline or DeleteImagePipeline', () => {
  it.each([{ requestId: 'x', imagePipelineArn: arn }, { requestId: 'x' }])('is one: %j', (answer) => {
    expect(() => readAcknowledgement(answer)).not.toThrow();
  });

  it.each([undefined, null, {}, [], 'OK', { status: 'ok' }])('is none: %j', (answer) => {
    expect(() => readAcknowledgement(answer)).toThrow(UnreadableAnswer);
  });
});
