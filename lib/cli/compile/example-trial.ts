import type { PlacedProblem } from '../../file/yaml-source.ts';
import { isObject } from '../../json/value.ts';
import { parseDefinition } from '../../pipeline/definition/definition.ts';
import { normaliseName } from '../../pipeline/definition/name.ts';
import { allRequested } from '../../pipeline/judging/complete.ts';
import { completeProposal } from '../../pipeline/judging/judge-proposal.ts';
import { judge } from '../../policy/engine.ts';
import { type PolicyDocument, preparePolicy } from '../../policy/policy.ts';
import { type Circumstances, circumstancesOf, placesInWords } from './trial-circumstances.ts';

/**
 * What is wrong with the examples that authors give for their rules, which are shown as something that passes: each is judged by
 * its own rule, together with what every definition has to say, for all the teams, accounts and Regions that there are.
 */
export function exampleProblems(
  document: PolicyDocument,
  teams: readonly string[] | undefined,
  now: Date,
): readonly PlacedProblem[] {
  const circumstances = circumstancesOf(document, teams);
  return document.rules.flatMap((rule, index) => {
    const { example } = rule;
    const message = isObject(example) ? problemWith(example, { ...document, rules: [rule] }, circumstances, now) : undefined;
    return message === undefined ? [] : [{ path: ['rules', index, 'example'], message }];
  });
}

function problemWith(
  example: Readonly<Record<string, unknown>>,
  { name, version, environment, rules }: PolicyDocument,
  circumstances: readonly Circumstances[],
  now: Date,
): string | undefined {
  const policy = preparePolicy({ name, version, environment, rules }, '');
  const parsed = parseDefinition(definitionWith(example));
  if (!parsed.ok) return `is not what Image Builder takes: ${parsed.problems[0]?.detail}`;
  const { definition } = parsed;
  const broken = circumstances.flatMap((known) => {
    const context = { ...known, name: normaliseName(definition.name) };
    const { subject } = completeProposal({ definition, originOf: allRequested }, policy, context);
    const { violations, advisories, recorded, outcomes } = judge(policy, subject, context, now);
    const finding = [...violations, ...advisories, ...recorded].find(({ code }) => code !== 'context-unknown');
    const failed = outcomes.flatMap((each) => (each.outcome === 'error' ? [`cannot be evaluated: ${each.reason}`] : []));
    const message = finding === undefined ? failed[0] : finding.message;
    return message === undefined ? [] : [{ known, message }];
  });
  const [first] = broken;
  if (first === undefined) return undefined;
  const places = broken.map(({ known }) => known);
  const where = broken.length === circumstances.length ? '' : `, ${placesInWords(places, circumstances).slice(0, -2)}`;
  return `is given as an example that passes, but does not${where}: ${first.message}`;
}

/** An example names what the rule is about; the rest is what no definition can do without. */
function definitionWith(example: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const arn = (kind: string) => `arn:aws:imagebuilder:eu-west-1:111122223333:${kind}`;
  const recipe = 'containerRecipeArn' in example ? {} : { imageRecipeArn: arn('image-recipe/some/1.0.0') };
  const infrastructureConfigurationArn = arn('infrastructure-configuration/some');
  return { name: 'some-pipeline', ...recipe, infrastructureConfigurationArn, ...example };
}
