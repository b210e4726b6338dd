import * as v from 'valibot';
import { parseArn } from '../../arn.ts';
import { defineRuleType, type RuleFinding } from '../rule.ts';
import type { JudgedDefinition } from '../subject.ts';
import { together } from '../together.ts';
import { enumeration } from '../wording.ts';

/** Minutes that Image Builder stores for a test where none are given. Source: ImageTestsConfiguration, API Reference. */
const defaultTimeout = 720;

/** The only place where the service-linked role may write logs; source: AWSServiceRoleForImageBuilder, AWS Managed Policy Reference. */
const serviceLogs = '/aws/imagebuilder/';
const serviceRole = /(?:^|\/)AWSServiceRoleForImageBuilder$/;

/** A mistake that Image Builder accepts. */
interface Pitfall {
  readonly meaning: string;
  readonly advice: string;
  find(definition: JudgedDefinition): readonly Omit<RuleFinding, 'code'>[];
}

/**
 * Each with its code. Source of all: CreateImagePipeline and the data types that it refers to, EC2 Image Builder API Reference, where
 * nothing else is said.
 */
const known = {
  'schedule-without-expression': {
    meaning: 'A schedule has no expression, so that nothing ever runs by it.',
    advice: 'Give a schedule its scheduleExpression, or leave it out.',
    find: scheduleWithoutExpression,
  },
  'image-tags-without-schedule': {
    meaning: 'There are imageTags and no schedule; only scheduled runs put them on their images.',
    advice: 'Leave out imageTags where nothing runs by schedule; who starts an execution gives its tags.',
    find: imageTagsWithoutSchedule,
  },
  'timeout-ignored': {
    meaning: `timeoutMinutes is not ${defaultTimeout}; Image Builder stores it, shows it, and never looks at it.`,
    advice: 'Leave out timeoutMinutes.',
    find: timeoutIgnored,
  },
  'scanning-without-tests': {
    meaning: 'Scanning is on and tests are off; Image Builder scans only images that it tests.',
    advice: 'Leave tests on where images are to be scanned.',
    find: scanningWithoutTests,
  },
  'ecr-configuration-ignored': {
    meaning: 'There is an ecrConfiguration beside an image recipe; it counts for container images only.',
    advice: 'Leave out ecrConfiguration with an image recipe.',
    find: ecrConfigurationIgnored,
  },
  'workflow-setting-ignored': {
    meaning: 'onFailure or parallelGroup stands on a build or distribution workflow; both count for test workflows only.',
    advice: 'Set onFailure and parallelGroup on test workflows only.',
    find: workflowSettingsIgnored,
  },
  'workflows-without-role': {
    meaning: 'There are workflows and no executionRole; workflows of one’s own run under a role of one’s own.',
    advice: 'Name an executionRole with workflows.',
    find: workflowsWithoutRole,
  },
  'log-group-without-role': {
    meaning: `A log group lies outside ${serviceLogs}, and no executionRole is named that could write to it.`,
    advice: `Name an executionRole with log groups outside ${serviceLogs}.`,
    find: logGroupsWithoutRole,
  },
} as const satisfies Readonly<Record<string, Pitfall>>;

type Code = keyof typeof known;

/** The keys of an object are texts to the language; of this one they are known. */
const codes = Object.keys(known) as readonly Code[];

const parametersSchema = v.pipe(
  v.strictObject({
    except: v.exactOptional(
      v.pipe(
        v.array(v.picklist(codes)),
        v.nonEmpty('must name at least one code; leave it out otherwise'),
        v.description('Codes of pitfalls that the rule does not look for.'),
        v.metadata({ default: [] }),
      ),
    ),
  }),
  together(({ except = [] }) =>
    new Set(except).size === codes.length ? ['excepts every pitfall, so that the rule says nothing'] : [],
  ),
);

/** What Image Builder takes without a word and then ignores, or fails by when it is too late. */
export const pitfalls = defineRuleType({
  type: 'pitfalls',
  purpose: 'A pipeline must hold nothing that Image Builder accepts and then ignores, or fails by at night.',
  parameters: parametersSchema,
  codes: Object.fromEntries(codes.map((code) => [code, known[code].meaning])),
  example: { except: ['timeout-ignored'] },
  prepare({ except = [] }) {
    const looked = lookedFor(except);
    return ({ definition }) => {
      const findings: RuleFinding[] = [];
      for (const code of looked) for (const found of known[code].find(definition)) findings.push({ code, ...found });
      return findings;
    };
  },
  explain({ except = [] }) {
    const looked = lookedFor(except);
    return {
      summary: `A pipeline must have none of ${looked.length} known pitfalls${except.length === 0 ? '' : `; ${enumeration([...new Set(except)])} may be`}.`,
      howToSatisfy: looked.map((code) => known[code].advice),
      example: {
        schedule: { scheduleExpression: 'cron(0 6 ? * mon *)' },
        loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/image' },
        executionRole: 'image-builder',
      },
    };
  },
});

function lookedFor(except: readonly Code[]): readonly Code[] {
  return codes.filter((code) => !except.includes(code));
}

type Found = ReturnType<Pitfall['find']>;

const nothing: Found = [];

function scheduleWithoutExpression({ schedule }: JudgedDefinition): Found {
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

function imageTagsWithoutSchedule({ imageTags, schedule }: JudgedDefinition): Found {
  if (imageTags === undefined || schedule?.scheduleExpression !== undefined) return nothing;
  return [
    {
      pointer: '/imageTags',
      message: 'imageTags are put on images of scheduled runs only, and the pipeline has no schedule',
      actual: imageTags,
      expected: null,
    },
  ];
}

function timeoutIgnored({ imageTestsConfiguration }: JudgedDefinition): Found {
  const minutes = imageTestsConfiguration?.timeoutMinutes;
  if (minutes === undefined || minutes === defaultTimeout) return nothing;
  const pointer = '/imageTestsConfiguration/timeoutMinutes';
  const message = `timeoutMinutes is ${minutes}, and Image Builder ignores it`;
  return [{ pointer, message, actual: minutes, expected: null, changes: [{ remove: pointer }] }];
}

function scanningWithoutTests({ imageScanningConfiguration, imageTestsConfiguration }: JudgedDefinition): Found {
  if (imageScanningConfiguration?.imageScanningEnabled !== true || imageTestsConfiguration?.imageTestsEnabled !== false)
    return nothing;
  const pointer = '/imageTestsConfiguration/imageTestsEnabled';
  const message = 'images are to be scanned but not tested, and Image Builder scans only images that it tests';
  return [{ pointer, message, actual: false, expected: true, changes: [{ set: pointer, to: true }] }];
}

function ecrConfigurationIgnored({ imageScanningConfiguration, imageRecipeArn }: JudgedDefinition): Found {
  const configuration = imageScanningConfiguration?.ecrConfiguration;
  if (configuration === undefined || imageRecipeArn === undefined) return nothing;
  const pointer = '/imageScanningConfiguration/ecrConfiguration';
  const message = 'ecrConfiguration counts for container images only, and the pipeline has an image recipe';
  return [{ pointer, message, actual: { ...configuration }, expected: null, changes: [{ remove: pointer }] }];
}

function workflowSettingsIgnored({ workflows }: JudgedDefinition): Found {
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

function workflowsWithoutRole({ workflows, executionRole }: JudgedDefinition): Found {
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

function logGroupsWithoutRole({ loggingConfiguration, executionRole }: JudgedDefinition): Found {
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
