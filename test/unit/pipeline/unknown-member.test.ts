import { describe, expect, it } from 'vitest';
import { type DefinitionProblem, parseDefinition } from '../../../lib/pipeline/definition/definition.ts';
import { patched } from './patched.ts';
import { full, minimal } from './sound.ts';

function problemsOf(body: unknown): readonly DefinitionProblem[] {
  const parsed = parseDefinition(body);
  return parsed.ok ? [] : parsed.problems;
}

function fixed(body: unknown): unknown {
  return patched(
    body,
    problemsOf(body).flatMap((problem) => problem.fix ?? []),
  );
}

/** Names as CloudFormation or Terraform have them, at every depth; keys of tags stay. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [rename(name), /tags$/i.test(name) ? each : renamed(each, rename)]),
  );
}

const asCloudFormation = (name: string) => name.replace(/^./, (first) => first.toUpperCase());
const asTerraform = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

describe('a member in another spelling', () => {
  it.each([
    ['/ScheduleExpression', 'schedule', 'ScheduleExpression', 'scheduleExpression', 'rate(7 days)'],
    ['/timeZone', 'schedule', 'timeZone', 'timezone', 'UTC'],
    ['/repository_name', 'imageScanningConfiguration', 'image-scanning-enabled', 'imageScanningEnabled', true],
  ])('such as %s is moved to its right name', (_, parent, wrong, right, value) => {
    const body = { ...minimal, [parent]: { [wrong]: value } };
    const [problem, ...others] = problemsOf(body);
    expect(others).toEqual([]);
    expect(problem).toEqual({
      pointer: `/${parent}/${wrong}`,
      code: 'unknown-member',
      detail: `${wrong} is written ${right}`,
      expected: right,
      received: JSON.stringify(wrong),
      suggestion: right,
      fix: [
        { op: 'remove', path: `/${parent}/${wrong}` },
        { op: 'add', path: `/${parent}/${right}`, value },
      ],
    });
    expect(fixed(body)).toEqual({ ...minimal, [parent]: { [right]: value } });
  });

  it.each([
    ['CloudFormation', asCloudFormation],
    ['Terraform', asTerraform],
  ])('throughout, as in a body from %s, is mended as a whole', (_, rename) => {
    const body = renamed(full, rename);
    expect(new Set(problemsOf(body).map((problem) => problem.code))).toEqual(new Set(['unknown-member']));
    expect(fixed(body)).toEqual(full);
  });

  it('is mended together with the wrong values inside it', () => {
    const body = {
      Name: 'Web Base',
      ImageRecipeArn: minimal.imageRecipeArn,
      InfrastructureConfigurationArn: minimal.infrastructureConfigurationArn,
      Description: '',
      Status: 'enabled',
      Schedule: { ScheduleExpression: 'cron(0 0 * * SUN)' },
      Tags: [{ Key: 'team', Value: 'web' }],
      ImageTags: { ['__proto__']: 7 },
    };
    const result = fixed(JSON.parse(JSON.stringify(body)));
    expect(result).toEqual({
      ...minimal,
      status: 'ENABLED',
      schedule: { scheduleExpression: 'cron(0 0 ? * SUN *)' },
      tags: { team: 'web' },
      imageTags: JSON.parse('{"__proto__":"7"}'),
    });
    expect(parseDefinition(result).ok).toBe(true);
  });

  it('is left alone where the right one is there too', () => {
    const [problem] = problemsOf({ ...minimal, Name: 'Other' });
    expect(problem).toMatchObject({ pointer: '/Name', suggestion: 'name' });
    expect(problem).not.toHaveProperty('fix');
  });

  it('is not moved by a patch that would lose what stands beside it', () => {
    const problems = problemsOf({ ...minimal, Schedule: { cronExpression: 'rate(1 day)' } });
    expect(problems.map(({ pointer, suggestion, fix }) => ({ pointer, suggestion, fix }))).toEqual([
      { pointer: '/Schedule', suggestion: 'schedule', fix: undefined },
      { pointer: '/Schedule/cronExpression', suggestion: 'scheduleExpression', fix: undefined },
    ]);
  });

  it('gets no patch that cannot be written as JSON, however deep its value is', () => {
    const Name: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    const { name: _, ...rest } = minimal;
    expect(() => JSON.stringify(problemsOf({ ...rest, Name }))).not.toThrow();
  });
});

describe('a member that does not exist', () => {
  it.each([
    [{ enabled: false }, '/enabled', 'status'],
    [{ recipe: 'x' }, '/recipe', undefined],
    [{ imageTestConfiguration: {} }, '/imageTestConfiguration', 'imageTestsConfiguration'],
    [{ logging: {} }, '/logging', 'loggingConfiguration'],
    [{ schedule: { cronExpression: 'x' } }, '/schedule/cronExpression', 'scheduleExpression'],
    [{ schedule: { cron: 'x' } }, '/schedule/cron', 'scheduleExpression'],
    [{ schedule: { startCondition: 'x' } }, '/schedule/startCondition', 'pipelineExecutionStartCondition'],
    [{ imageTestsConfiguration: { enabled: true } }, '/imageTestsConfiguration/enabled', 'imageTestsEnabled'],
    [{ zzz: 1 }, '/zzz', undefined],
  ])('%j gets the name that is probably meant', (members, pointer, suggestion) => {
    const [problem, ...others] = problemsOf({ ...minimal, ...members });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ pointer, code: 'unknown-member' });
    expect(problem?.suggestion).toBe(suggestion);
    expect(problem).not.toHaveProperty('fix');
  });

  it.each([
    ['timezone', '/schedule/timezone'],
    ['failureCount', '/schedule/autoDisablePolicy/failureCount'],
    ['onFailure', '/workflows/0/onFailure'],
  ])('%s on the top level belongs at %s', (member, home) => {
    expect(problemsOf({ ...minimal, [member]: 'x' })).toMatchObject([
      { pointer: `/${member}`, detail: `${member} stands in the wrong place: it belongs at ${home}` },
    ]);
  });

  it.each([
    ['dryRun', true, /POST \/v1\/policy\/evaluations/],
    ['dateCreated', '2026-01-01T00:00:00Z', /set by Image Builder/],
    ['consecutiveFailures', 2, /set by Image Builder/],
    ['imagePipelineArn', 'arn:…', /the name says which pipeline/],
    ['health', {}, /definition gives the form that can be sent/],
  ])('%s is explained and may go', (member, value, says) => {
    const body = { ...minimal, [member]: value };
    const [problem] = problemsOf(body);
    expect(problem?.detail).toMatch(says);
    expect(fixed(body)).toEqual(minimal);
  });

  it.each(['imagePipeline', 'Properties'])('%s is an envelope, whose content should be sent', (member) => {
    expect(problemsOf({ [member]: minimal }).find((problem) => problem.pointer === `/${member}`)?.detail).toMatch(
      /send the object inside/,
    );
  });

  it('is one of many in a body that is something else: one problem names a few', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key${index}`, 1]));
    expect(problemsOf({ ...minimal, ...many })).toMatchObject([
      { pointer: '', detail: '5000 members are unknown to Image Builder, for example key0, key1, key2' },
    ]);
  });
});

it('the skeleton of the AWS CLI is told apart member by member', () => {
  // aws imagebuilder create-image-pipeline --generate-cli-skeleton
  const skeleton = {
    name: '',
    description: '',
    imageRecipeArn: '',
    containerRecipeArn: '',
    infrastructureConfigurationArn: '',
    distributionConfigurationArn: '',
    imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 0 },
    enhancedImageMetadataEnabled: true,
    schedule: {
      scheduleExpression: '',
      timezone: '',
      pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
      autoDisablePolicy: { failureCount: 0 },
    },
    status: 'DISABLED',
    tags: { KeyName: '' },
    imageTags: { KeyName: '' },
    clientToken: '',
    imageScanningConfiguration: {
      imageScanningEnabled: true,
      ecrConfiguration: { repositoryName: '', containerTags: [''] },
    },
    workflows: [{ workflowArn: '', parameters: [{ name: '', value: [''] }], parallelGroup: '', onFailure: 'CONTINUE' }],
    executionRole: '',
    loggingConfiguration: { imageLogGroupName: '', pipelineLogGroupName: '' },
  };
  const problems = problemsOf(skeleton);
  const codes = Object.fromEntries(problems.map(({ pointer, code }) => [pointer, code]));
  expect(codes).toMatchObject({
    '/name': 'empty',
    '/schedule/scheduleExpression': 'empty',
    '/imageTestsConfiguration/timeoutMinutes': 'below-minimum',
    '/workflows/0/workflowArn': 'empty',
    '/imageRecipeArn': 'missing',
  });
  expect(codes).not.toHaveProperty('/tags/KeyName');
  expect(codes).not.toHaveProperty('/workflows/0/parameters/0/value/0');
  const left = problemsOf(fixed(skeleton)).map((problem) => problem.pointer);
  expect(left).toEqual([
    '/imageRecipeArn',
    '/imageScanningConfiguration/ecrConfiguration/containerTags/0',
    '/imageTestsConfiguration/timeoutMinutes',
    '/infrastructureConfigurationArn',
    '/name',
    '/schedule/autoDisablePolicy/failureCount',
    '/workflows/0/parameters/0/name',
    '/workflows/0/workflowArn',
  ]);
});
