import { Environment } from '@marcbachmann/cel-js';
import { Ajv } from 'ajv';
import type { RuleDocument } from '../../lib/policy/policy.ts';
import type { JudgedDefinition } from '../../lib/policy/subject/subject.ts';

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

/** The two calls of Cedar's bindings that are needed; the root does not install the package, so its own types are not at hand. */
interface Cedar {
  preparsePolicySet(id: string, policies: { staticPolicies: Record<string, string> }): { type: string };
  statefulIsAuthorized(call: Record<string, unknown>): { type: string; response?: { decision: string } };
}

/**
 * The same nine as Cedar policies, parsed when it starts; `undefined` where the package is not installed. Cedar has neither
 * regular expressions nor a way to trim, so its caller finds out about those three values and passes the answers.
 */
export async function cedarPolicies(): Promise<Peer | undefined> {
  const cedar = await installedCedar();
  if (cedar === undefined) return undefined;
  const preparsedPolicySetId = 'bench';
  const parsed = cedar.preparsePolicySet(preparsedPolicySetId, { staticPolicies: cedarSources() });
  if (parsed.type !== 'success') throw new Error(`Cedar does not take the policies: ${JSON.stringify(parsed)}`);
  const principal = { type: 'Team', id: 'web' };
  const action = { type: 'Action', id: 'create' };
  const resource = { type: 'Pipeline', id: 'web-base' };
  return {
    name: `${cedarName}, three values checked by its caller`,
    passes: (definition) => {
      const context = cedarContext(definition);
      const answer = cedar.statefulIsAuthorized({ principal, action, resource, context, preparsedPolicySetId, entities: [] });
      if (answer.response === undefined) throw new Error(`Cedar does not take the context: ${JSON.stringify(answer)}`);
      return answer.response.decision === 'allow';
    },
  };
}

export const cedarName = '@cedar-policy/cedar-wasm';

async function installedCedar(): Promise<Cedar | undefined> {
  const entry: string = `${cedarName}/nodejs`;
  try {
    return await import(entry);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** One policy that permits, and one for each rule that forbids what does not keep it. */
function cedarSources(): Record<string, string> {
  const conditions = {
    tags: `context.team == "web" && context.hasCostCenter && ${JSON.stringify(classes)}.contains(context.dataClass) && context.hasOwner`,
    'log-groups': 'context.imageGroup like "/imagebuilder/web/*" && context.pipelineGroup like "/imagebuilder/web/*"',
    'auto-disable': '!context.isScheduled || context.failureCount <= 5',
    schedule: `!context.isScheduled || (context.startCondition == "${startCondition}" &&
      (context.timezone == "UTC" || context.timezone like "Europe/*"))`,
    'image-tests': 'context.isTested',
    'enhanced-metadata': 'context.hasMetadata',
    references: 'context.isDistributed',
    'execution-role': 'context.role like "web-*"',
    naming: 'context.isNamedWell',
  };
  const forbidding = Object.entries(conditions).map(([id, condition]) => [
    id,
    `forbid (principal, action, resource) unless { ${condition} };`,
  ]);
  return { permit: 'permit (principal, action, resource);', ...Object.fromEntries(forbidding) };
}

/**
 * No more than the policies read. A policy that reads an absent value does not count in Cedar, so each has one that does not
 * pass.
 */
function cedarContext({ tags = {}, schedule, loggingConfiguration: logs, ...rest }: JudgedDefinition) {
  return {
    team: tags['team'] ?? '',
    hasCostCenter: costCenter.test(tags['cost-center'] ?? ''),
    dataClass: tags['data-class'] ?? '',
    hasOwner: (tags['owner'] ?? '').trim() !== '',
    imageGroup: logs?.imageLogGroupName ?? '',
    pipelineGroup: logs?.pipelineLogGroupName ?? '',
    isScheduled: schedule !== undefined,
    failureCount: schedule?.autoDisablePolicy?.failureCount ?? 99,
    startCondition: schedule?.pipelineExecutionStartCondition ?? '',
    timezone: schedule?.timezone ?? '',
    isTested: rest.imageTestsConfiguration?.imageTestsEnabled === true,
    hasMetadata: rest.enhancedImageMetadataEnabled === true,
    isDistributed: rest.distributionConfigurationArn !== undefined,
    role: rest.executionRole ?? '',
    isNamedWell: naming.test(rest.name),
  };
}
