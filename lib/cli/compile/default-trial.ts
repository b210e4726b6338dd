import type { PlacedProblem } from '../../file/yaml-source.ts';
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
import type { Finding } from '../../policy/verdict.ts';
import { type Circumstances, circumstancesOf, namesFor, placesInWords } from './trial-circumstances.ts';

/**
 * Tries every default as it is used: on definitions that lack the member, with all defaults in their order, for the teams, the
 * accounts and the Regions that there are. What it makes must have the right shape. Where it breaks a rule whatever the
 * circumstances, it is refused; where it does so in some, that is told with them, because no default can be for some only.
 * @param teams Names of the teams; without them nothing is said of what depends on the team.
 */
export function defaultTrial(now: Date, teams: readonly string[] | undefined): PolicyTrial {
  return (document) => {
    const bench: Bench = { document, policy: preparePolicy(document, ''), names: namesFor(document, teams ?? []), now };
    const circumstances = circumstancesOf(document, teams);
    const results = (document.defaults ?? []).map((_, index) => resultOf(index, bench, circumstances));
    const placed = (kind: keyof Result): readonly PlacedProblem[] =>
      results.flatMap(({ [kind]: message }, index) =>
        message === undefined ? [] : [{ path: ['defaults', index, 'value'], message }],
      );
    return { problems: placed('problem'), warnings: placed('warning') };
  };
}

interface Bench {
  readonly document: PolicyDocument;
  readonly policy: Policy;
  /** Names that pipelines might have. */
  readonly names: readonly string[];
  readonly now: Date;
}

interface Result {
  readonly problem?: string | undefined;
  readonly warning?: string | undefined;
}

function resultOf(index: number, { document, policy, names, now }: Bench, circumstances: readonly Circumstances[]): Result {
  const at = document.defaults?.[index]?.at ?? '';
  // Another default at the place, under another condition, has its turn.
  const defaults = policy.defaults.filter((other, place) => place === index || other.at !== at);
  const trial: Trial = { at, policy: { ...policy, defaults }, now };
  const lacking = samples.map((sample) => withoutMember(sample, at)).filter((sample) => isFilledIn(sample, anybody, trial));
  const misshapen = inAll(lacking, (sample) => shapeProblem(sample, trial));
  if (misshapen !== undefined) return { problem: misshapen };
  const broken = circumstances.flatMap((known) => {
    const message = inAll(names, (name) => inAll(lacking, (sample) => ruleProblem(sample, { ...known, name }, trial)));
    return message === undefined ? [] : [{ known, message: message.replaceAll(names[0] ?? '', '{name}') }];
  });
  const [first] = broken;
  if (first === undefined) return {};
  if (broken.length === circumstances.length && broken.every(({ message }) => message === first.message))
    return { problem: first.message };
  const places = placesInWords(
    broken.map(({ known }) => known),
    circumstances,
  );
  const told = `${places}${first.message}`;
  return broken.length === circumstances.length ? { problem: told } : { warning: told };
}

interface Trial {
  readonly at: string;
  readonly policy: Policy;
  readonly now: Date;
}

/** The first message where there is one for every item. */
function inAll<Item>(items: readonly Item[], messageFor: (item: Item) => string | undefined): string | undefined {
  let first: string | undefined;
  for (const item of items) {
    const message = messageFor(item);
    if (message === undefined) return undefined;
    first ??= message;
  }
  return first;
}

function withoutMember(sample: Definition, at: string): Definition {
  return valueAt(sample, at) === undefined ? sample : (applyPatch(sample, [{ op: 'remove', path: at }]) as Definition);
}

/** The shape hangs on nobody in particular. */
const anybody: JudgingContext = {
  team: 'some-team',
  environment: 'some-environment',
  account: '111122223333',
  region: 'eu-west-1',
  name: 'some-pipeline',
};

function isFilledIn(definition: Definition, context: JudgingContext, { at, policy }: Trial): boolean {
  return applyDefaults(policy.defaults, definition, context).defaulted.some(({ pointer }) => pointer === at);
}

function shapeProblem(definition: Definition, { at, policy }: Trial): string | undefined {
  const parsed = parseDefinition(applyDefaults(policy.defaults, definition, anybody).definition);
  const problem = parsed.ok ? undefined : parsed.problems.find(({ pointer }) => isWithin(at, pointer));
  return problem && `is not what Image Builder takes: ${problem.detail}`;
}

function ruleProblem(definition: Definition, context: JudgingContext, { at, policy, now }: Trial): string | undefined {
  const { subject, defaulted } = completeProposal({ definition, originOf: allRequested }, policy, context);
  const filled = defaulted.map(({ pointer }) => pointer);
  if (!filled.includes(at)) return undefined;
  const { violations, advisories, recorded } = judge(policy, subject, context, now);
  const broken = [...violations, ...advisories, ...recorded].find(
    (finding) =>
      isWithin(at, finding.pointer) &&
      // What a default within it filled in is found when that one is tried.
      !filled.some((other) => other !== at && isWithin(at, other) && isWithin(other, finding.pointer)) &&
      isCertain(finding, context, policy),
  );
  return broken && `breaks the rule ${broken.rule}: ${broken.message}`;
}

/** Whether a finding holds whatever is not known in the trial, the name of the pipeline above all. */
function isCertain({ code, rule, actual }: Finding, context: JudgingContext, { rules }: Policy): boolean {
  if (code === 'context-unknown') return false;
  if (code === 'pattern-mismatch') return !String(actual).includes(context.name);
  if (code !== 'not-satisfied') return true;
  const assertion = String(rules.find(({ id }) => id === rule)?.parameters['assert']);
  const unknown = ['name', ...(context.account === '' ? ['account'] : []), ...(context.region === '' ? ['region'] : [])];
  return !unknown.some((member) => assertion.includes(`context.${member}`));
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
