import { parseArn } from '../../arn.ts';
import type { JudgedDefinition } from '../subject/subject.ts';
import type { RuleFinding, RuleType } from './parts/rule.ts';

/** Minutes that Image Builder stores for a test where none are given. Source: ImageTestsConfiguration, API Reference. */
export const defaultTimeout = 720;

/**
 * The only place where the service-linked role may write logs; source: AWSServiceRoleForImageBuilder, AWS Managed Policy
 * Reference.
 */
export const serviceLogs = '/aws/imagebuilder/';
const serviceRole = /(?:^|\/)AWSServiceRoleForImageBuilder$/;

/** What a pitfall finds; its code goes without saying. */
type PitfallFindings = readonly Omit<RuleFinding, 'code'>[];

/**
 * Mistakes that Image Builder accepts, each by its code. Source of all: CreateImagePipeline and the data types that it refers to,
 * EC2 Image Builder API Reference, where nothing else is said.
 */
const known = {
  'schedule-without-expression': scheduleWithoutExpression,
  'timeout-ignored': timeoutIgnored,
  'scanning-without-tests': scanningWithoutTests,
  'ecr-configuration-ignored': ecrConfigurationIgnored,
  'workflow-setting-ignored': workflowSettingsIgnored,
  'workflows-without-role': workflowsWithoutRole,
  'log-group-without-role': logGroupsWithoutRole,
} as const satisfies Readonly<Record<string, (definition: JudgedDefinition) => PitfallFindings>>;

export type Code = keyof typeof known;

/** The keys of an object are texts to the language; of this one they are known. */
export const codes = Object.keys(known) as readonly Code[];

export interface PitfallsParameters {
  /** Codes of pitfalls that the rule does not look for. */
  readonly except?: readonly Code[];
}

/** What Image Builder takes without a word and then ignores, or fails by when it is too late. */
export const pitfalls: RuleType<PitfallsParameters> = {
  type: 'pitfalls',
  prepare({ except = [] }) {
    const looked = lookedFor(except);
    return ({ definition }) => {
      const findings: RuleFinding[] = [];
      for (const code of looked) for (const found of known[code](definition)) findings.push({ code, ...found });
      return findings;
    };
  },
};

/** What is left when some pitfalls are excepted. */
export function lookedFor(except: readonly Code[]): readonly Code[] {
  return codes.filter((code) => !except.includes(code));
}

const nothing: PitfallFindings = [];

function scheduleWithoutExpression({ schedule }: JudgedDefinition): PitfallFindings {
  if (schedule === undefined || schedule.scheduleExpression !== undefined) return nothing;
  return [
    {
      pointer: '/schedule/scheduleExpression',
      message: 'the schedule has no expression, so nothing will run by it',
      actual: null,
      expected: { required: true },
    },
  ];
}

function timeoutIgnored({ imageTestsConfiguration }: JudgedDefinition): PitfallFindings {
  const minutes = imageTestsConfiguration?.timeoutMinutes;
  if (minutes === undefined || minutes === defaultTimeout) return nothing;
  const pointer = '/imageTestsConfiguration/timeoutMinutes';
  const message = `timeoutMinutes is ${minutes}, and Image Builder ignores it`;
  return [{ pointer, message, actual: minutes, expected: null, changes: [{ remove: pointer }] }];
}

function scanningWithoutTests({ imageScanningConfiguration, imageTestsConfiguration }: JudgedDefinition): PitfallFindings {
  if (imageScanningConfiguration?.imageScanningEnabled !== true || imageTestsConfiguration?.imageTestsEnabled !== false)
    return nothing;
  const pointer = '/imageTestsConfiguration/imageTestsEnabled';
  const message = 'images are to be scanned but not tested, and Image Builder scans only images that it tests';
  return [{ pointer, message, actual: false, expected: true, changes: [{ set: pointer, to: true }] }];
}

function ecrConfigurationIgnored({ imageScanningConfiguration, imageRecipeArn }: JudgedDefinition): PitfallFindings {
  const configuration = imageScanningConfiguration?.ecrConfiguration;
  if (configuration === undefined || imageRecipeArn === undefined) return nothing;
  const pointer = '/imageScanningConfiguration/ecrConfiguration';
  const message = 'ecrConfiguration counts for container images only, and the pipeline has an image recipe';
  return [{ pointer, message, actual: { ...configuration }, expected: null, changes: [{ remove: pointer }] }];
}

function workflowSettingsIgnored({ workflows }: JudgedDefinition): PitfallFindings {
  if (workflows === undefined) return nothing;
  return workflows.flatMap((workflow, index) => {
    const stage = parseArn(workflow.workflowArn)?.stage;
    if (stage === 'test') return [];
    return (['onFailure', 'parallelGroup'] as const).flatMap((setting) => {
      const value = workflow[setting];
      if (value === undefined) return [];
      const pointer = `/workflows/${index}/${setting}`;
      const message = `${setting} counts for test workflows only, and workflow ${index + 1} is a ${stage ?? 'different'} workflow`;
      return [{ pointer, message, actual: value, expected: null, changes: [{ remove: pointer }] }];
    });
  });
}

function workflowsWithoutRole({ workflows, executionRole }: JudgedDefinition): PitfallFindings {
  if (workflows === undefined || workflows.length === 0 || executionRole !== undefined) return nothing;
  return [
    {
      pointer: '/executionRole',
      message: 'executionRole is missing, and workflows run under a role of the account',
      actual: null,
      expected: { required: true },
    },
  ];
}

function logGroupsWithoutRole({ loggingConfiguration, executionRole }: JudgedDefinition): PitfallFindings {
  if (loggingConfiguration === undefined || (executionRole !== undefined && !serviceRole.test(executionRole))) return nothing;
  const reason =
    executionRole === undefined
      ? 'and no executionRole is named that could write there'
      : 'where the service-linked role cannot write';
  return (['imageLogGroupName', 'pipelineLogGroupName'] as const).flatMap((member) => {
    const name = loggingConfiguration[member];
    if (name === undefined || name.startsWith(serviceLogs)) return [];
    const message = `${member} lies outside ${serviceLogs}, ${reason}`;
    return [{ pointer: `/loggingConfiguration/${member}`, message, actual: name, expected: { startsWith: serviceLogs } }];
  });
}
