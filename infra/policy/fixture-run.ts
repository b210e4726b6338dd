import { applyPatch } from '../../lib/json/patch.ts';
import { isObject } from '../../lib/json/value.ts';
import { type DefinitionProblem, parseDefinition } from '../../lib/pipeline/definition.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { Finding, RuleOutcome, Verdict } from '../../lib/policy/verdict.ts';
import type { Fixture, FixtureCase } from './fixture.ts';
import { type Circumstances, judgeBody } from './judge-body.ts';

/** What one case came to; no failures: it holds. */
export interface CaseResult {
  readonly file: string;
  readonly name: string;
  readonly failures: readonly string[];
  readonly outcomes: readonly RuleOutcome[];
}

/** Runs every case of the fixtures. */
export function runFixtures(policy: Policy, fixtures: readonly Fixture[], now: Date): readonly CaseResult[] {
  return fixtures.flatMap((fixture) => fixture.cases.map((each) => runCase(policy, fixture, each, now)));
}

/** Rules that no case lets pass, or that no case breaks: they are not tested. */
export function untestedRules(policy: Policy, results: readonly CaseResult[]): readonly string[] {
  const outcomes = results.filter(({ failures }) => failures.length === 0).flatMap((result) => result.outcomes);
  const has = (rule: string, outcome: RuleOutcome['outcome']) =>
    outcomes.some((each) => each.rule === rule && each.outcome === outcome);
  return policy.rules.flatMap(({ id }) => [
    ...(has(id, 'pass') ? [] : [`rule ${id} has no fixture that passes it`]),
    ...(has(id, 'findings') ? [] : [`rule ${id} has no fixture that breaks it`]),
  ]);
}

function runCase(policy: Policy, { file, base, context = {} }: Fixture, each: FixtureCase, now: Date): CaseResult {
  const { now: instant, ...known } = { ...context, ...each.context };
  const { account = '111122223333' } = known;
  const circumstances: Circumstances = {
    team: null,
    environment: policy.environmentOf(account),
    region: 'eu-west-1',
    ...known,
    account,
  };
  const at = instant === undefined ? now : new Date(instant);
  const body = mergePatch(base, each.patch ?? {});
  const before = each.existing === undefined ? undefined : parseDefinition(mergePatch(base, each.existing));
  if (before?.ok === false) return unjudged(file, each.name, 'existing', before.problems);
  const judgeCase = (sent: unknown) => judgeBody(policy, sent, circumstances, at, before?.definition);
  const judged = judgeCase(body);
  if (!('verdict' in judged)) return unjudged(file, each.name, 'definition', judged.errors);
  const { verdict } = judged;
  const passesWhenFixed = (patch: NonNullable<Verdict['fix']>['patch']) =>
    judgeCase(applyPatch(body, patch)).decision === 'allow';
  const failures = [
    ...brokenRules(verdict),
    ...differences(each, verdict),
    ...exceptionDifferences(each, verdict),
    ...(each.fixed === true ? fixFailures(verdict, passesWhenFixed) : []),
  ];
  return { file, name: each.name, failures, outcomes: verdict.outcomes };
}

function unjudged(
  file: string,
  name: string,
  what: 'definition' | 'existing',
  problems: readonly DefinitionProblem[],
): CaseResult {
  const subject = what === 'definition' ? 'the definition' : 'the existing pipeline';
  const failures = problems.map(({ pointer, detail }) => `${subject} is invalid: ${pointer} ${detail}`);
  return { file, name, failures, outcomes: [] };
}

function exceptionDifferences({ excepted: expected = [] }: FixtureCase, { excepted }: Verdict): readonly string[] {
  const inWords = (one: NonNullable<FixtureCase['excepted']>[number]) =>
    `${one.exception} for ${one.rule} ${one.code} at ${one.pointer}`;
  const wanted = expected.map(inWords);
  const found = excepted.map(({ exception, ...finding }) => inWords({ ...finding, exception: exception.id }));
  return [
    ...wanted.filter((words) => !found.includes(words)).map((words) => `no exception: ${words}`),
    ...found.filter((words) => !wanted.includes(words)).map((words) => `an exception that is not expected: ${words}`),
  ];
}

function brokenRules({ outcomes }: Verdict): readonly string[] {
  return outcomes.flatMap((each) =>
    each.outcome === 'error' ? [`rule ${each.rule} could not be evaluated: ${each.reason}`] : [],
  );
}

function differences({ findings: expected = [] }: FixtureCase, { violations, advisories, recorded }: Verdict): readonly string[] {
  const found = [...violations, ...advisories, ...recorded];
  const isMet = (wanted: (typeof expected)[number], finding: Finding) =>
    wanted.rule === finding.rule &&
    wanted.code === finding.code &&
    wanted.pointer === finding.pointer &&
    (wanted.level === undefined || wanted.level === finding.level);
  const absent = expected.filter((wanted) => !found.some((finding) => isMet(wanted, finding)));
  const surplus = found.filter((finding) => !expected.some((wanted) => isMet(wanted, finding)));
  return [
    ...absent.map(
      ({ rule, code, pointer, level }) => `not found: ${level === undefined ? '' : `${level} `}${rule} ${code} at ${pointer}`,
    ),
    ...surplus.map(
      ({ rule, code, pointer, level, message }) => `not expected: ${level} ${rule} ${code} at ${pointer} (${message})`,
    ),
  ];
}

function fixFailures({ fix }: Verdict, passes: (patch: NonNullable<Verdict['fix']>['patch']) => boolean): readonly string[] {
  if (fix === null) return ['nothing was to be fixed'];
  if (!fix.verified) return [`the fix does not make it pass; a person is needed at ${fix.needsInput.join(', ')}`];
  return passes(fix.patch) ? [] : ['the fix, applied to the definition as it was sent, does not make it pass'];
}

/** RFC 7396, section 2. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}
