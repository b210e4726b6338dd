import { Environment } from '@marcbachmann/cel-js';
import { Ajv } from 'ajv';
import type { RuleDocument } from '../../lib/policy/policy.ts';
import type { JudgedDefinition } from '../../lib/policy/subject.ts';

/** An engine as its users would set it up for the rules below: whether a pipeline passes, and nothing else. */
export interface Peer {
  readonly name: string;
  readonly passes: (definition: JudgedDefinition) => boolean;
}

/** Nine rules, one of each of nine types, in a form that the other engines can say as well. */
export const rules: readonly RuleDocument[] = [
  {
    id: 'tags',
    type: 'tags',
    require: {
      team: { equals: '{team}' },
      'cost-center': { pattern: 'CC-[0-9]{4}' },
      'data-class': { oneOf: ['public', 'internal', 'restricted'] },
      owner: {},
    },
  },
  {
    id: 'log-groups',
    type: 'log-groups',
    image: { allow: ['/imagebuilder/{team}/*'] },
    pipeline: { allow: ['/imagebuilder/{team}/*'] },
  },
  { id: 'auto-disable', type: 'auto-disable', maximum: 5 },
  { id: 'schedule', type: 'schedule', startCondition: 'dependency-updates', timezones: ['UTC', 'Europe/*'] },
  { id: 'image-tests', type: 'image-tests' },
  { id: 'enhanced-metadata', type: 'enhanced-metadata' },
  { id: 'references', type: 'references', distribution: { required: true } },
  { id: 'execution-role', type: 'execution-role', required: true, allow: ['web-*'] },
  { id: 'naming', type: 'naming', pattern: '[A-Z][A-Za-z ]+', on: ['display'] },
];

const startCondition = 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE';

/** The same nine as functions: the least that judging can cost. */
export const bareClosures: Peer = {
  name: 'bare closures, decision only',
  passes: (definition) => checks.every((check) => check(definition)),
};

const costCenter = /^CC-[0-9]{4}$/;
const naming = /^[A-Z][A-Za-z ]+$/;
const classes = ['public', 'internal', 'restricted'];

const checks: readonly ((definition: JudgedDefinition) => boolean)[] = [
  ({ tags = {} }) =>
    tags['team'] === 'web' &&
    costCenter.test(tags['cost-center'] ?? '') &&
    classes.includes(tags['data-class'] ?? '') &&
    (tags['owner'] ?? '').trim() !== '',
  ({ loggingConfiguration: logs }) =>
    logs?.imageLogGroupName?.startsWith('/imagebuilder/web/') === true &&
    logs.pipelineLogGroupName?.startsWith('/imagebuilder/web/') === true,
  ({ schedule }) => schedule === undefined || (schedule.autoDisablePolicy?.failureCount ?? 99) <= 5,
  ({ schedule }) =>
    schedule === undefined ||
    (schedule.pipelineExecutionStartCondition === startCondition &&
      (schedule.timezone === 'UTC' || schedule.timezone?.startsWith('Europe/') === true)),
  ({ imageTestsConfiguration: tests }) => tests?.imageTestsEnabled === true,
  ({ enhancedImageMetadataEnabled: isOn }) => isOn === true,
  ({ distributionConfigurationArn: arn }) => arn !== undefined,
  ({ executionRole: role }) => role?.startsWith('web-') === true,
  ({ name }) => naming.test(name),
];

/** The same nine as a JSON Schema, compiled. */
export function ajvCompiled(): Peer {
  const group = { type: 'string', pattern: '^/imagebuilder/web/' };
  const validate = new Ajv({ allErrors: true }).compile({
    type: 'object',
    required: [
      ...['tags', 'loggingConfiguration', 'imageTestsConfiguration', 'enhancedImageMetadataEnabled'],
      ...['distributionConfigurationArn', 'executionRole', 'name'],
    ],
    properties: {
      tags: {
        type: 'object',
        required: ['team', 'cost-center', 'data-class', 'owner'],
        properties: {
          team: { const: 'web' },
          'cost-center': { type: 'string', pattern: costCenter.source },
          'data-class': { enum: classes },
          owner: { type: 'string', pattern: '\\S' },
        },
      },
      loggingConfiguration: {
        type: 'object',
        required: ['imageLogGroupName', 'pipelineLogGroupName'],
        properties: { imageLogGroupName: group, pipelineLogGroupName: group },
      },
      schedule: {
        type: 'object',
        required: ['autoDisablePolicy', 'pipelineExecutionStartCondition', 'timezone'],
        properties: {
          autoDisablePolicy: { type: 'object', properties: { failureCount: { type: 'number', maximum: 5 } } },
          pipelineExecutionStartCondition: { const: startCondition },
          timezone: { type: 'string', pattern: '^(?:UTC$|Europe/)' },
        },
      },
      imageTestsConfiguration: {
        type: 'object',
        required: ['imageTestsEnabled'],
        properties: { imageTestsEnabled: { const: true } },
      },
      enhancedImageMetadataEnabled: { const: true },
      executionRole: { type: 'string', pattern: '^web-' },
      name: { type: 'string', pattern: naming.source },
    },
  });
  return { name: 'ajv, compiled when it starts', passes: (definition) => validate(definition) };
}

/** The same nine as expressions; what JavaScript has as `undefined` is left out before, as in JSON. */
export function celAlone(): Peer {
  const environment = new Environment().registerVariable('d', 'map');
  const programs = [
    `"team" in d.tags && d.tags.team == "web" && "cost-center" in d.tags && d.tags["cost-center"].matches("^CC-[0-9]{4}$") &&
     "data-class" in d.tags && d.tags["data-class"] in ["public", "internal", "restricted"] && "owner" in d.tags && d.tags.owner.trim() != ""`,
    `d.loggingConfiguration.imageLogGroupName.startsWith("/imagebuilder/web/") &&
     d.loggingConfiguration.pipelineLogGroupName.startsWith("/imagebuilder/web/")`,
    '!has(d.schedule) || d.schedule.autoDisablePolicy.failureCount <= 5.0',
    `!has(d.schedule) || (d.schedule.pipelineExecutionStartCondition == "${startCondition}" &&
     (d.schedule.timezone == "UTC" || d.schedule.timezone.startsWith("Europe/")))`,
    'd.imageTestsConfiguration.imageTestsEnabled',
    'd.enhancedImageMetadataEnabled',
    'has(d.distributionConfigurationArn)',
    'has(d.executionRole) && d.executionRole.startsWith("web-")',
    'd.name.matches("^[A-Z][A-Za-z ]+$")',
  ].map((source) => environment.parse(source));
  return { name: '@marcbachmann/cel-js alone', passes: (d) => programs.every((program) => program({ d }) === true) };
}
