import { describe, expect, it } from 'vitest';
import { type DefinitionProblem, parseDefinition } from '../../../lib/pipeline/definition/definition.ts';
import { bodyOf, publishedDefinitions } from '../../fixtures/definitions/index.ts';
import { patched } from './patched.ts';
import { full, minimal } from './sound.ts';

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333';

function problemsOf(body: unknown): readonly DefinitionProblem[] {
  const parsed = parseDefinition(body);
  return parsed.ok ? [] : parsed.problems;
}

/** All fixes together, as a client applies them. */
function fixed(body: unknown): unknown {
  return patched(
    body,
    problemsOf(body).flatMap((problem) => problem.fix ?? []),
  );
}

describe('a sound definition', () => {
  it.each([
    ['the least', minimal],
    ['every member', full],
    ['a container recipe', { ...minimal, imageRecipeArn: undefined, containerRecipeArn: `${arn}:container-recipe/web/x.x.x` }],
    ['a schedule without an expression', { ...minimal, schedule: {} }],
    ['fifty tags', { ...minimal, tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, ''])) }],
    ['the role by name', { ...minimal, executionRole: 'service-role/builder' }],
    ['the longest texts', { ...minimal, name: 'a'.repeat(128), description: 'ä'.repeat(1024), tags: { k: 'v'.repeat(256) } }],
  ])('%s passes unchanged', (_, body) => {
    const json = JSON.parse(JSON.stringify(body));
    expect(parseDefinition(json)).toEqual({ ok: true, definition: json });
  });

  it('loses the client token, which names the try and not the pipeline', () => {
    expect(parseDefinition({ ...minimal, clientToken: 'try-1' })).toEqual({ ok: true, definition: minimal });
  });

  it('loses the maps and lists that say nothing', () => {
    const empty = {
      tags: {},
      imageTags: {},
      workflows: [],
      imageTestsConfiguration: {},
      loggingConfiguration: {},
      imageScanningConfiguration: { ecrConfiguration: { containerTags: [] } },
    };
    expect(parseDefinition({ ...minimal, ...empty })).toEqual({ ok: true, definition: minimal });
    const workflowArn = `${arn}:workflow/build/mine/1.0.0`;
    expect(parseDefinition({ ...minimal, workflows: [{ workflowArn, parameters: [] }] })).toEqual({
      ok: true,
      definition: { ...minimal, workflows: [{ workflowArn }] },
    });
  });

  it('is never changed in the place where it stands', () => {
    const body = { ...minimal, tags: {}, Status: 'enabled', Tags: { a: 1 } };
    const before = structuredClone(body);
    parseDefinition(body);
    expect(body).toEqual(before);
  });
});

describe('published definitions', () => {
  it('are sixty-five', () => expect(publishedDefinitions).toHaveLength(65));

  it.each(publishedDefinitions.filter((each) => each.corrected === undefined))('$file ($kind) is sound', (published) => {
    expect(problemsOf(bodyOf(published))).toEqual([]);
  });

  it.each(publishedDefinitions.filter((each) => each.corrected !== undefined))(
    '$file ($kind) has a wrong schedule, and its fix is $corrected',
    (published) => {
      const body = bodyOf(published);
      expect(problemsOf(body)).toMatchObject([
        { pointer: '/schedule/scheduleExpression', code: 'invalid-schedule', suggestion: published.corrected },
      ]);
      expect(parseDefinition(fixed(body)).ok).toBe(true);
    },
  );
});

describe('a value that is not allowed', () => {
  it.each([
    ['name', 'ab', 'pattern'],
    ['name', ' web', 'pattern'],
    ['name', 'web\n', 'pattern'],
    ['name', 'a'.repeat(129), 'too-long'],
    ['description', 'a'.repeat(1025), 'too-long'],
    ['imageRecipeArn', `${arn}:image-recipe/web`, 'pattern'],
    ['imageRecipeArn', `${arn}:image-recipe/web/1.0`, 'pattern'],
    ['imageRecipeArn', `${arn}:image-recipe/web/1.0.0/1`, 'pattern'],
    ['imageRecipeArn', `${arn}:image-recipe/web/1.0.0\n`, 'pattern'],
    ['imageRecipeArn', `x${arn}:image-recipe/web/1.0.0`, 'pattern'],
    ['imageRecipeArn', `${arn}:container-recipe/web/1.0.0`, 'pattern'],
    ['infrastructureConfigurationArn', `${arn}:distribution-configuration/std`, 'pattern'],
    ['distributionConfigurationArn', 'everywhere', 'pattern'],
    ['imageTestsConfiguration/timeoutMinutes', 59, 'below-minimum'],
    ['imageTestsConfiguration/timeoutMinutes', 1441, 'above-maximum'],
    ['imageTestsConfiguration/timeoutMinutes', 60.5, 'wrong-type'],
    ['schedule/scheduleExpression', 'cron(99 0 * * ? *)', 'invalid-schedule'],
    ['schedule/scheduleExpression', 'x'.repeat(1025), 'too-long'],
    ['schedule/timezone', 'Mars/Olympus', 'invalid-timezone'],
    ['schedule/timezone', 'a', 'too-short'],
    ['schedule/pipelineExecutionStartCondition', 'ALWAYS', 'unknown-value'],
    ['schedule/autoDisablePolicy/failureCount', 0, 'below-minimum'],
    ['schedule/autoDisablePolicy/failureCount', 11, 'above-maximum'],
    ['status', 'PAUSED', 'unknown-value'],
    ['status', true, 'wrong-type'],
    ['tags/team', 'v'.repeat(257), 'too-long'],
    ['imageScanningConfiguration/ecrConfiguration/containerTags/0', 'a'.repeat(1025), 'too-long'],
    ['workflows/0/workflowArn', `${arn}:workflow/deploy/mine/1.0.0`, 'pattern'],
    ['workflows/0/workflowArn', `${arn}:workflow/test/mine/x.x.x/1`, 'pattern'],
    ['workflows/0/parallelGroup', '-a', 'pattern'],
    ['workflows/0/onFailure', 'RETRY', 'unknown-value'],
    ['workflows/0/parameters/0/name', 'a\0b', 'pattern'],
    ['workflows/0/parameters/0/value/0', 'a\0b', 'pattern'],
    ['executionRole', 'arn:aws:iam::1:role/x', 'pattern'],
    ['loggingConfiguration/imageLogGroupName', '/a/#b', 'pattern'],
    ['loggingConfiguration/pipelineLogGroupName', 'a'.repeat(513), 'too-long'],
    ['clientToken', 'a'.repeat(65), 'too-long'],
  ])('at %s is refused there: %j, %s', (place, value, code) => {
    const pointer = `/${place}`;
    const op = place === 'clientToken' ? 'add' : 'replace';
    expect(problemsOf(patched(full, [{ op, path: pointer, value }]))).toMatchObject([{ pointer, code }]);
  });

  it.each([
    ['a tag key under aws:', { 'aws:team': 'x' }, '/tags/aws:team', 'reserved-tag-key'],
    ['a tag key under aws: in capitals', { 'AwS:team': 'x' }, '/tags/AwS:team', 'reserved-tag-key'],
    ['a tag key of imagegate’s own', { 'imagegate:started-by': 'x' }, '/tags/imagegate:started-by', 'reserved-tag-key'],
    ['a tag key of imagegate’s own in capitals', { 'ImageGate:x': 'x' }, '/tags/ImageGate:x', 'reserved-tag-key'],
    ['a tag key with a sign that is not allowed', { 'a#b': 'x' }, '/tags/a#b', 'invalid-tag-key'],
    ['a tag key with a slash, which its pointer escapes', { 'a/b#': 'x' }, '/tags/a~1b#', 'invalid-tag-key'],
    ['a tag key with a space that only JavaScript takes for one', { 'a\u00a0b': 'x' }, '/tags/a\u00a0b', 'invalid-tag-key'],
    ['a tag key of 129 characters', { ['k'.repeat(129)]: 'x' }, `/tags/${'k'.repeat(129)}`, 'invalid-tag-key'],
    ['an empty tag key', { '': 'x' }, '/tags/', 'invalid-tag-key'],
  ])('%s is refused', (_, tags, pointer, code) => {
    expect(problemsOf({ ...minimal, tags })).toMatchObject([{ pointer, code }]);
    expect(problemsOf({ ...minimal, imageTags: tags })).toMatchObject([{ pointer: pointer.replace('tags', 'imageTags'), code }]);
  });

  it('ten thousand tags are one problem', () => {
    const tags = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`aws:${index}`, index]));
    expect(problemsOf({ ...minimal, tags })).toMatchObject([
      { pointer: '/tags', code: 'too-many', received: 'an object with 10000 members' },
    ]);
  });
});

describe('a recipe', () => {
  it('is missing when neither is named', () => {
    const { imageRecipeArn: _, ...body } = minimal;
    expect(problemsOf(body)).toMatchObject([{ pointer: '/imageRecipeArn', code: 'missing' }]);
  });

  it('is one too many when both are named', () => {
    const body = { ...minimal, containerRecipeArn: `${arn}:container-recipe/web/1.0.0` };
    expect(problemsOf(body)).toMatchObject([{ pointer: '/containerRecipeArn', code: 'both-recipes' }]);
  });

  it('is still missing when both are empty, as in the skeleton of the AWS CLI', () => {
    const problems = problemsOf({ ...minimal, imageRecipeArn: '', containerRecipeArn: '' });
    expect(problems.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/containerRecipeArn', 'empty'],
      ['/imageRecipeArn', 'empty'],
      ['/imageRecipeArn', 'missing'],
    ]);
  });
});

const parametersOf = (map: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(map).map(([name, value]) => ({ name, value }));

describe('what can only mean one thing is mended', () => {
  it.each([
    ['a false that is a tag', 'tags/team', false, 'false'],
    ['a number that is a tag', 'tags/team', 7, '7'],
    ['a number in quotes', 'imageTestsConfiguration/timeoutMinutes', '60', 60],
    ['a boolean in quotes', 'enhancedImageMetadataEnabled', 'true', true],
    ['an enum in lower case', 'status', 'enabled', 'ENABLED'],
    ['an enum in mixed case', 'workflows/0/onFailure', 'Abort', 'ABORT'],
    ['an enum with hyphens', 'schedule/pipelineExecutionStartCondition', 'expression-match-only', 'EXPRESSION_MATCH_ONLY'],
    ['a line break at the end', 'executionRole', 'builder\n', 'builder'],
    [
      'an ARN with the name as it was typed',
      'imageRecipeArn',
      `${arn}:image-recipe/My Web/1.0.0`,
      `${arn}:image-recipe/my-web/1.0.0`,
    ],
    ['five fields', 'schedule/scheduleExpression', 'cron(0 0 * * SUN)', 'cron(0 0 ? * SUN *)'],
    ['a time zone in lower case', 'schedule/timezone', 'europe/london', 'Europe/London'],
    [
      'a version of a workflow that AWS manages',
      'workflows/1/workflowArn',
      'arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/1.0.2/1',
      'arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/x.x.x',
    ],
    ['one item where a list is needed', 'workflows/0/parameters/0/value', 'true', ['true']],
    ['a block as Terraform keeps it', 'schedule/autoDisablePolicy', [{ failureCount: 3 }], { failureCount: 3 }],
    ['tags as CloudFormation writes them', 'tags', [{ Key: 'team', Value: 'web' }], { team: 'web' }],
    ['a recipe at its latest version', 'imageRecipeArn', `${arn}:image-recipe/web/latest`, `${arn}:image-recipe/web/x.x.x`],
    ['a recipe with asterisks', 'imageRecipeArn', `${arn}:image-recipe/web/1.*.*`, `${arn}:image-recipe/web/1.x.x`],
    ['a recipe with a build', 'imageRecipeArn', `${arn}:image-recipe/web/1.0.0/3`, `${arn}:image-recipe/web/1.0.0`],
    ['a version with a v', 'imageRecipeArn', `${arn}:image-recipe/web/v1.4.0`, `${arn}:image-recipe/web/1.4.0`],
    [
      'a workflow at its latest version',
      'workflows/0/workflowArn',
      `${arn}:workflow/build/x/LATEST`,
      `${arn}:workflow/build/x/x.x.x`,
    ],
    [
      'a workflow of AWS at its latest version',
      'workflows/1/workflowArn',
      'arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/latest',
      'arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/x.x.x',
    ],
    [
      'the ARN of a log group',
      'loggingConfiguration/imageLogGroupName',
      'arn:aws:logs:eu-west-1:111122223333:log-group:/imagebuilder/web/image:*',
      '/imagebuilder/web/image',
    ],
    ['a status that is on', 'status', true, 'ENABLED'],
    ['a status that is off', 'status', false, 'DISABLED'],
    ['a schedule that is only its expression', 'schedule', 'rate(7 days)', { scheduleExpression: 'rate(7 days)' }],
    ['a policy that is only its number', 'schedule/autoDisablePolicy', 3, { failureCount: 3 }],
    ['tests that are only switched off', 'imageTestsConfiguration', false, { imageTestsEnabled: false }],
    [
      'a workflow that is only its ARN',
      'workflows/0',
      `${arn}:workflow/build/x/1.0.0`,
      { workflowArn: `${arn}:workflow/build/x/1.0.0` },
    ],
    [
      'a map of parameters',
      'workflows/0/parameters',
      { size: 'large', n: [1, true] },
      parametersOf({ size: ['large'], n: ['1', 'true'] }),
    ],
  ])('%s', (_, place, wrong, right) => {
    const pointer = `/${place}`;
    const body = patched(full, [{ op: 'replace', path: pointer, value: wrong }]);
    expect(problemsOf(body)).toMatchObject([
      { pointer, suggestion: right, fix: [{ op: 'replace', path: pointer, value: right }] },
    ]);
    expect(fixed(body)).toEqual(patched(full, [{ op: 'replace', path: pointer, value: right }]));
  });

  it.each([
    ['a name with a forbidden sign', 'name', 'web.base', 'web-base'],
    ['a misspelt enum', 'status', 'DISABELD', 'DISABLED'],
    ['a number out of range', 'schedule/autoDisablePolicy/failureCount', 12, 10],
    ['a misspelt time zone', 'schedule/timezone', 'Europe/Lodnon', 'Europe/London'],
    ['hours before or after UTC', 'schedule/timezone', 'GMT+1', 'Etc/GMT-1'],
    ['a recipe without a version', 'imageRecipeArn', `${arn}:image-recipe/web`, `${arn}:image-recipe/web/x.x.x`],
    ['a recipe with half a version', 'imageRecipeArn', `${arn}:image-recipe/web/1.4`, `${arn}:image-recipe/web/1.4.x`],
  ])('%s only gets a suggestion, because it is a guess', (_, place, wrong, suggestion) => {
    const [problem] = problemsOf(patched(full, [{ op: 'replace', path: `/${place}`, value: wrong }]));
    expect(problem).toMatchObject({ pointer: `/${place}`, suggestion });
    expect(problem).not.toHaveProperty('fix');
  });

  it.each(['', null])('%j is no value: it is omitted where that is allowed', (nothing) => {
    const body = { ...minimal, description: nothing, schedule: { timezone: nothing } };
    expect(problemsOf(body)).toHaveLength(2);
    expect(fixed(body)).toEqual({ ...minimal, schedule: {} });
    const [problem] = problemsOf({ ...minimal, name: nothing });
    expect(problem?.detail).toMatch(/^name is (empty|null, which is not allowed here): it must be 3 to 128 letters/);
    expect(problem).not.toHaveProperty('fix');
  });

  it('a tag that is null may go, an empty one may stay', () => {
    expect(fixed({ ...minimal, tags: { gone: null, stays: '' } })).toEqual({ ...minimal, tags: { stays: '' } });
  });
});

describe('what is said of a problem', () => {
  it.each([
    ['loggingConfiguration', { logGroupName: '/a' }, 'perhaps imageLogGroupName or pipelineLogGroupName is meant'],
    ['imageTags', { 'imagegate:started-by': 'x' }, 'which is reserved for imagegate: omit it'],
    [
      'imageRecipeArn',
      `arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/${'a'.repeat(2_100)}/1.0.0`,
      'ARN of an image recipe',
    ],
    ['imageRecipeArn', `${arn}:container-recipe/web/1.0.0`, 'has an ARN that belongs in containerRecipeArn'],
    ['infrastructureConfigurationArn', `${arn}:image-recipe/web/1.0.0`, 'has an ARN that belongs in imageRecipeArn'],
    ['status', 'enabled', 'must be ENABLED or DISABLED, but is "enabled": write "ENABLED"'],
    ['name', 'web.base', ', but is "web.base": perhaps "web-base" is meant'],
    ['imageTestsConfiguration', 'on', 'must be an object, but is "on"'],
    ['schedule', { timezone: 'utc' }, 'timezone is a time zone in the wrong case: write "UTC"'],
    ['tags', { 'aws:team': 'web' }, 'tag aws:team has a key that begins with aws:, which is reserved for AWS'],
    ['tags', [{ Key: 'team', Value: 'web' }], 'but is a list with 1 item: write it as suggested'],
  ])('is telling: %s as %j', (member, value, said) => {
    expect(problemsOf({ ...minimal, [member]: value })[0]?.detail).toContain(said);
  });

  it('is sorted by pointer, lists by number', () => {
    const workflows = Array.from({ length: 11 }, () => ({ workflowArn: 'x' }));
    const pointers = problemsOf({ tags: [], name: 1, workflows }).map((problem) => problem.pointer);
    expect(pointers).toEqual([
      '/imageRecipeArn',
      '/infrastructureConfigurationArn',
      '/name',
      '/tags',
      ...workflows.map((_, index) => `/workflows/${index}/workflowArn`),
    ]);
  });

  it('tells what was expected, what was received and what to write', () => {
    expect(problemsOf({ ...minimal, imageTestsConfiguration: { timeoutMinutes: '60' } })).toEqual([
      {
        pointer: '/imageTestsConfiguration/timeoutMinutes',
        code: 'wrong-type',
        detail: 'timeoutMinutes must be a whole number from 60 to 1440, but is "60": write 60',
        expected: 'a whole number from 60 to 1440',
        received: '"60"',
        suggestion: 60,
        fix: [{ op: 'replace', path: '/imageTestsConfiguration/timeoutMinutes', value: 60 }],
      },
    ]);
  });

  it.each([
    ['a long text', 'x'.repeat(60_000), /^"x{79}…"$/],
    ['a list', [1, 2, 3], /^a list with 3 items$/],
    ['an object', { a: 1 }, /^an object with 1 member$/],
    ['a number beyond all numbers', JSON.parse('1e999'), /^Infinity$/],
  ])('stays short for %s', (_, value, received) => {
    const [problem] = problemsOf({ ...minimal, status: value });
    expect(problem?.received).toMatch(received);
    expect(problem?.detail.length).toBeLessThan(300);
  });

  it('lists a hundred problems and counts the others', () => {
    const problems = problemsOf({ ...minimal, workflows: Array(500).fill('x') });
    expect(problems).toHaveLength(101);
    expect(problems[0]).toMatchObject({ pointer: '', code: 'more-problems', received: '500 problems' });
  });

  it.each([[null], [[]], ['text'], [7], [true], ['']])('begins at the root when the body is %j', (body) => {
    expect(problemsOf(body)).toContainEqual(
      expect.objectContaining({ pointer: '', expected: 'an object', received: expect.any(String) }),
    );
  });
});
