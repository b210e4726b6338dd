import { applyPatch } from '../../json/patch.ts';
import { isWithin, valueAt } from '../../json/pointer.ts';
import { type Definition, parseDefinition } from '../../pipeline/definition/definition.ts';
import { allRequested } from '../../pipeline/judging/complete.ts';
import { completeProposal } from '../../pipeline/judging/judge-proposal.ts';
import { applyDefaults } from '../../policy/defaults.ts';
import { judge } from '../../policy/engine.ts';
import type { PolicyTrial } from '../../policy/load/load.ts';
import { type Policy, type PolicyDocument, preparePolicy } from '../../policy/policy.ts';
import type { JudgingContext } from '../../policy/subject/subject.ts';

/**
 * Tries every default on definitions that lack the member: what it makes must have the right shape, and must not break a rule for
 * everybody. What breaks one for some callers only, such as a fixed text where `{team}` is demanded of all but one, is found as
 * well, because the callers of the trial are nobody's.
 */
export function defaultTrial(now: Date): PolicyTrial {
  return (document) => {
    const { defaults = [] } = document;
    const policy = preparePolicy(document, '');
    return defaults.flatMap(({ at }, index) => {
      const message = problemWith(at, index, policy, contextsOf(document), now);
      return message === undefined ? [] : [{ path: ['defaults', index, 'value'], message }];
    });
  };
}

function problemWith(
  at: string,
  index: number,
  policy: Policy,
  contexts: readonly JudgingContext[],
  now: Date,
): string | undefined {
  const alone: Policy = { ...policy, defaults: policy.defaults.slice(index, index + 1) };
  const problems = samples.flatMap((sample) => {
    const without = valueAt(sample, at) === undefined ? sample : (applyPatch(sample, [{ op: 'remove', path: at }]) as Definition);
    return contexts.flatMap((context): readonly (string | undefined)[] => {
      const { definition, defaulted } = applyDefaults(alone.defaults, without, context);
      return defaulted.length === 0 ? [] : [shapeProblem(definition, at) ?? ruleProblem(without, at, alone, context, now)];
    });
  });
  return problems.includes(undefined) ? undefined : problems[0];
}

function shapeProblem(definition: Definition, at: string): string | undefined {
  const parsed = parseDefinition(definition);
  const problem = parsed.ok ? undefined : parsed.problems.find(({ pointer }) => isWithin(at, pointer));
  return problem && `is not what Image Builder takes: ${problem.detail}`;
}

function ruleProblem(definition: Definition, at: string, policy: Policy, context: JudgingContext, now: Date): string | undefined {
  const { subject } = completeProposal({ definition, originOf: allRequested }, policy, context);
  const { violations, advisories, recorded } = judge(policy, subject, context, now);
  const broken = [...violations, ...advisories, ...recorded].find(({ pointer }) => isWithin(at, pointer));
  return broken && `breaks the rule ${broken.rule}: ${broken.message}`;
}

/** Two teams, so that what suits one of them alone does not pass for what suits everybody. */
function contextsOf({ environment }: PolicyDocument): readonly JudgingContext[] {
  const accounts = Object.entries(environment?.accounts ?? { '111122223333': null });
  return ['some-team', 'another-team'].flatMap((team) =>
    accounts.map(([account, name]) => ({ team, environment: name, account, region: 'eu-west-1', name: 'some-pipeline' })),
  );
}

const arn = (kind: string) => `arn:aws:imagebuilder:eu-west-1:111122223333:${kind}`;

/** With every member, so that the condition of any default holds in one of the two. */
const everything: Definition = {
  name: 'Some Pipeline',
  description: 'A pipeline',
  infrastructureConfigurationArn: arn('infrastructure-configuration/some'),
  distributionConfigurationArn: arn('distribution-configuration/some'),
  imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
  enhancedImageMetadataEnabled: true,
  schedule: {
    scheduleExpression: 'cron(0 6 ? * mon *)',
    timezone: 'Etc/UTC',
    pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
    autoDisablePolicy: { failureCount: 5 },
  },
  status: 'ENABLED',
  tags: { some: 'tag' },
  imageTags: { some: 'tag' },
  imageScanningConfiguration: {
    imageScanningEnabled: true,
    ecrConfiguration: { repositoryName: 'some-repository', containerTags: ['some'] },
  },
  workflows: [{ workflowArn: arn('workflow/build/some/1.0.0') }],
  executionRole: 'some-role',
  loggingConfiguration: { imageLogGroupName: '/aws/imagebuilder/some', pipelineLogGroupName: '/aws/imagebuilder/some' },
};

const samples: readonly Definition[] = [
  { ...everything, imageRecipeArn: arn('image-recipe/some/1.0.0') },
  { ...everything, containerRecipeArn: arn('container-recipe/some/1.0.0') },
];
