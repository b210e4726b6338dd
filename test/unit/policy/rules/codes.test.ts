import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../lib/policy/engine.ts';
import { ruleGuides } from '../../../../lib/policy/guides/index.ts';
import type { JudgingContext } from '../../../../lib/policy/subject/subject.ts';
import { context, definitionWith, findingsOf, now, policyOf, subjectOf } from '../../../support/policy-subjects.ts';

const arn = (kind: string, of: string, name: string) => `arn:aws:imagebuilder:eu-west-1:${of}:${kind}/${name}`;
const workflow = (stage: string, settings: object = {}) => ({
  workflowArn: arn('workflow', '111122223333', `${stage}/x/1.0.0`),
  ...settings,
});
const scheduled = (scheduleExpression: string, more: object = {}) => ({ schedule: { scheduleExpression, ...more } });
const daily = scheduled('cron(0 6 * * ? *)');
const nobody = { team: null };
const untested = { imageTestsConfiguration: { imageTestsEnabled: false } };
const scanned = { imageScanningConfiguration: { imageScanningEnabled: true } };
const values = 'definition.workflows[0].parameters[0].value';
const crowded = { workflows: [workflow('build', { parameters: [{ name: 'p', value: Array<string>(20_000).fill('') }] })] };

interface Breach {
  readonly parameters?: object;
  /** Members of the definition that is sent; `undefined` takes one out. */
  readonly sent?: Readonly<Record<string, unknown>>;
  /** Members that no caller may send, as a pipeline from before has them. */
  readonly stored?: object;
  readonly known?: Partial<JudgingContext>;
  readonly at: string;
}

/** For each code that a guide lists a pipeline that gets it, and no other. Clients switch on codes: none may change or go. */
const breaches: Readonly<Record<string, Readonly<Record<string, Breach>>>> = {
  tags: {
    missing: { parameters: { require: { stage: {} } }, at: '/tags/stage' },
    'misspelt-key': { parameters: { require: { Owner: {} } }, at: '/tags/Owner' },
    'not-equal': { parameters: { require: { team: { equals: 'payments' } } }, at: '/tags/team' },
    'not-one-of': { parameters: { require: { team: { oneOf: ['payments', 'data'] } } }, at: '/tags/team' },
    'pattern-mismatch': { parameters: { require: { team: { pattern: '[0-9]+' } } }, at: '/tags/team' },
    'value-not-allowed': { parameters: { require: { team: { not: ['Web'] } } }, at: '/tags/team' },
    'too-short': { parameters: { require: { team: { minimumLength: 4 } } }, at: '/tags/team' },
    'too-long': { parameters: { require: { team: { maximumLength: 2 } } }, at: '/tags/team' },
    'differs-from-pipeline': {
      parameters: { on: ['images'], sameAsPipeline: ['team'] },
      sent: { imageTags: { team: 'data' } },
      at: '/imageTags/team',
    },
    'unlisted-key': {
      parameters: { require: { team: {}, owner: {}, 'cost-center': {} }, others: 'forbid' },
      at: '/tags/data-class',
    },
    'forbidden-key': { parameters: { forbid: ['own*'] }, at: '/tags/owner' },
    'context-unknown': { parameters: { require: { team: { equals: '{team}' } } }, known: nobody, at: '/tags/team' },
  },
  'log-groups': {
    'not-allowed': { parameters: { image: { allow: ['/other/*'] } }, at: '/loggingConfiguration/imageLogGroupName' },
    'not-explicit': {
      parameters: { image: { allow: ['/*'], explicit: true } },
      sent: { loggingConfiguration: undefined },
      at: '/loggingConfiguration/imageLogGroupName',
    },
    'context-unknown': {
      parameters: { pipeline: { allow: ['/{team}/*'] } },
      known: nobody,
      at: '/loggingConfiguration/pipelineLogGroupName',
    },
  },
  'auto-disable': {
    missing: { sent: daily, at: '/schedule/autoDisablePolicy' },
    'above-maximum': { parameters: { maximum: 2 }, at: '/schedule/autoDisablePolicy/failureCount' },
    'below-minimum': { parameters: { minimum: 4 }, at: '/schedule/autoDisablePolicy/failureCount' },
  },
  schedule: {
    missing: { parameters: { required: true }, sent: { schedule: undefined }, at: '/schedule/scheduleExpression' },
    forbidden: { parameters: { forbidden: true }, at: '/schedule' },
    'gap-too-small': { parameters: { minimumGap: '8d' }, at: '/schedule/scheduleExpression' },
    'gap-too-large': { parameters: { maximumGap: '6d' }, at: '/schedule/scheduleExpression' },
    ends: {
      parameters: { maximumGap: '35d' },
      sent: scheduled('cron(0 6 ? * mon 2026-2030)'),
      at: '/schedule/scheduleExpression',
    },
    'never-runs': {
      parameters: { maximumGap: '35d' },
      sent: scheduled('cron(0 6 ? * mon 2020)'),
      at: '/schedule/scheduleExpression',
    },
    'too-often': { parameters: { atMost: '1 per month' }, at: '/schedule/scheduleExpression' },
    'too-rare': { parameters: { atLeast: '2 per week' }, at: '/schedule/scheduleExpression' },
    'weekday-not-allowed': { parameters: { zone: 'UTC', weekdays: ['tue'] }, at: '/schedule/scheduleExpression' },
    'excluded-date': { parameters: { zone: 'UTC', excludedDates: ['2026-11-30'] }, at: '/schedule/scheduleExpression' },
    'no-fixed-days': {
      parameters: { zone: 'UTC', weekdays: ['tue'] },
      sent: scheduled('rate(1 day)'),
      at: '/schedule/scheduleExpression',
    },
    'outside-hours': { parameters: { hours: ['22:00-05:00'], timezones: ['*'] }, at: '/schedule/scheduleExpression' },
    'no-fixed-hours': {
      parameters: { hours: ['22:00-05:00'], timezones: ['*'] },
      sent: scheduled('rate(1 day)'),
      at: '/schedule/scheduleExpression',
    },
    'timezone-not-allowed': { parameters: { timezones: ['Europe/*'] }, at: '/schedule/timezone' },
    'wrong-start-condition': {
      parameters: { startCondition: 'always' },
      at: '/schedule/pipelineExecutionStartCondition',
    },
    unreadable: {
      parameters: { minimumGap: '1h' },
      stored: scheduled('cron(0 0 * * *)'),
      at: '/schedule/scheduleExpression',
    },
  },
  'image-tests': { off: { sent: untested, at: '/imageTestsConfiguration/imageTestsEnabled' } },
  'image-scanning': {
    off: { at: '/imageScanningConfiguration/imageScanningEnabled' },
    'without-tests': { sent: { ...scanned, ...untested }, at: '/imageTestsConfiguration/imageTestsEnabled' },
  },
  'enhanced-metadata': { off: { sent: { enhancedImageMetadataEnabled: false }, at: '/enhancedImageMetadataEnabled' } },
  references: {
    missing: { parameters: { distribution: { required: true } }, at: '/distributionConfigurationArn' },
    'not-allowed': { parameters: { infrastructure: { allow: ['{account}/other'] } }, at: '/infrastructureConfigurationArn' },
    'kind-not-allowed': { parameters: { recipes: { kinds: ['container'] } }, at: '/imageRecipeArn' },
    floating: {
      parameters: { recipes: { floating: 'forbid' } },
      sent: { imageRecipeArn: arn('image-recipe', '111122223333', 'web/1.x.x') },
      at: '/imageRecipeArn',
    },
    'not-floating': { parameters: { recipes: { floating: 'require' } }, at: '/imageRecipeArn' },
    'context-unknown': { parameters: { recipes: { allow: ['*/{team}-*'] } }, known: nobody, at: '/imageRecipeArn' },
  },
  'execution-role': {
    missing: { parameters: { required: true }, sent: { executionRole: undefined }, at: '/executionRole' },
    'not-allowed': { parameters: { allow: ['payments-*'] }, at: '/executionRole' },
    'context-unknown': { parameters: { allow: ['{team}-*'] }, known: nobody, at: '/executionRole' },
  },
  workflows: {
    'not-allowed': {
      parameters: { allow: ['aws/*'] },
      sent: { workflows: [workflow('build')] },
      at: '/workflows/0/workflowArn',
    },
    'missing-kind': { parameters: { require: ['test'] }, at: '/workflows' },
    'wrong-on-failure': {
      parameters: { onFailure: 'ABORT' },
      sent: { workflows: [workflow('test', { onFailure: 'CONTINUE' })] },
      at: '/workflows/0/onFailure',
    },
    'too-many': { parameters: { maximum: 0 }, sent: { workflows: [workflow('build')] }, at: '/workflows' },
    'context-unknown': {
      parameters: { allow: ['*/{team}-*'] },
      sent: { workflows: [workflow('build')] },
      known: nobody,
      at: '/workflows/0/workflowArn',
    },
  },
  naming: {
    'template-mismatch': { parameters: { template: 'x-*' }, at: '/name' },
    'pattern-mismatch': { parameters: { pattern: '[a-z]+' }, at: '/name' },
    'too-short': { parameters: { minimumLength: 20 }, at: '/name' },
    'too-long': { parameters: { maximumLength: 3 }, at: '/name' },
    'context-unknown': { parameters: { template: '{team}-*' }, known: nobody, at: '/name' },
  },
  pitfalls: {
    'schedule-without-expression': { sent: { schedule: {} }, at: '/schedule/scheduleExpression' },
    'timeout-ignored': {
      sent: { imageTestsConfiguration: { timeoutMinutes: 90 } },
      at: '/imageTestsConfiguration/timeoutMinutes',
    },
    'scanning-without-tests': { sent: { ...scanned, ...untested }, at: '/imageTestsConfiguration/imageTestsEnabled' },
    'ecr-configuration-ignored': {
      sent: { imageScanningConfiguration: { ecrConfiguration: { repositoryName: 'scans' } } },
      at: '/imageScanningConfiguration/ecrConfiguration',
    },
    'workflow-setting-ignored': {
      sent: { workflows: [workflow('build', { onFailure: 'ABORT' })] },
      at: '/workflows/0/onFailure',
    },
    'workflows-without-role': {
      sent: { workflows: [workflow('build')], executionRole: undefined, loggingConfiguration: undefined },
      at: '/executionRole',
    },
    'log-group-without-role': {
      sent: { executionRole: undefined, loggingConfiguration: { imageLogGroupName: '/imagebuilder/web' } },
      at: '/loggingConfiguration/imageLogGroupName',
    },
  },
  expression: {
    'not-satisfied': { parameters: { assert: 'definition.name == "x"', at: '/name', message: 'no' }, at: '/name' },
    'context-unknown': {
      parameters: { assert: 'context.team == "web"', at: '/name', message: 'no' },
      known: nobody,
      at: '/name',
    },
    'too-large': {
      parameters: { assert: `${values}.all(a, ${values}.exists(b, a == b))`, at: '/workflows', message: 'no' },
      sent: crowded,
      at: '/workflows',
    },
  },
};

const everyBreach = Object.entries(breaches).flatMap(([type, codes]) =>
  Object.entries(codes).map(([code, breach]) => [type, code, breach] as const),
);

describe('the codes of rules', () => {
  it.each([...ruleGuides])('%s are those of its guide', (type, { codes }) => {
    expect(Object.keys(breaches[type] ?? {}).toSorted()).toEqual(Object.keys(codes).toSorted());
  });

  it.each(everyBreach)('%s says %s', (type, code, { parameters = {}, sent = {}, stored = {}, known = {}, at }) => {
    const subject = subjectOf(definitionWith(sent));
    const judged = { ...subject, definition: { ...subject.definition, ...stored } };
    const verdict = judge(policyOf([{ id: 'rule', type, ...parameters }]), judged, { ...context, ...known }, now);
    expect(findingsOf(verdict)).toEqual([[code, at]]);
  });
});

it.each([...ruleGuides.keys()])('rules of the type %s have tests of their own', (type) => {
  expect(readFileSync(`test/unit/policy/rules/${type}.test.ts`, 'utf8')).toContain(`type: '${type}'`);
});
