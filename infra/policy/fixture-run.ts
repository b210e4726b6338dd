import { applyPatch } from '../../lib/json/patch.ts';
import { isObject } from '../../lib/json/value.ts';
import { type DefinitionProblem, parseDefinition } from '../../lib/pipeline/definition/definition.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { Finding, RuleOutcome, Verdict } from '../../lib/policy/verdict.ts';
import type { Fixture, FixtureCase } from './fixture.ts';
import { type Circumstances, type Judged, judgeBody } from './judge-body.ts';
import { type Bench, judgeDeletion, judgeStart } from './judge-standing.ts';

/** What one case came to; no failures: it holds. */
export interface CaseResult {
  readonly file: string;
  readonly name: string;
  readonly failures: readonly string[];
  readonly outcomes: readonly RuleOutcome[];
}

/** What cases are judged by. */
export interface FixtureSetting {
  readonly policy: Policy;
  /** The tag that names the owner of a pipeline, which the image of a run gets. */
  readonly ownerTag: string;
  readonly now: Date;
}

/** Runs every case of the fixtures. */
export function runFixtures(fixtures: readonly Fixture[], setting: FixtureSetting): readonly CaseResult[] {
  return fixtures.flatMap((fixture) => fixture.cases.map((each) => runCase(fixture, each, setting)));
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

function runCase(
  { file, base, context = {} }: Fixture,
  each: FixtureCase,
  { policy, ownerTag, now }: FixtureSetting,
): CaseResult {
  const { now: instant, ...known } = { ...context, ...each.context };
  const { account = '111122223333' } = known;
  const circumstances: Circumstances = {
    team: null,
    environment: policy.environmentOf(account),
    region: 'eu-west-1',
    ...known,
    account,
  };
  const bench: Bench = { policy, circumstances, now: instant === undefined ? now : new Date(instant) };
  const prepared = prepareCase(base, each, ownerTag, bench);
  if ('failures' in prepared) return { file, name: each.name, failures: prepared.failures, outcomes: [] };
  const { sent, judgeCase } = prepared;
  const judged = judgeCase(sent);
  const what = each.operation === 'start' ? 'the start' : 'the definition';
  if (!('verdict' in judged)) return { file, name: each.name, failures: invalid(what, judged.errors), outcomes: [] };
  const { verdict } = judged;
  const passesWhenFixed = (patch: NonNullable<Verdict['fix']>['patch']) =>
    judgeCase(applyPatch(sent, patch)).decision === 'allow';
  const failures = [
    ...brokenRules(verdict),
    ...differences(each, verdict),
    ...exceptionDifferences(each, verdict),
    ...(each.fixed === true ? fixFailures(verdict, passesWhenFixed) : []),
  ];
  return { file, name: each.name, failures, outcomes: verdict.outcomes };
}

/** What a case sends, and how that is judged; or why it cannot be. */
type Prepared =
  | { readonly sent: unknown; readonly judgeCase: (sent: unknown) => Judged }
  | { readonly failures: readonly string[] };

function prepareCase(base: Fixture['base'], each: FixtureCase, ownerTag: string, bench: Bench): Prepared {
  const { operation = 'write', tags, patch = {}, existing } = each;
  const body = mergePatch(base, patch);
  const stood = operation === 'write' ? existing && mergePatch(base, existing) : body;
  const parsed = stood === undefined ? undefined : parseDefinition(stood);
  if (parsed?.ok === false) return { failures: invalid('the existing pipeline', parsed.problems) };
  const definition = parsed?.definition;
  if (operation === 'write' || definition === undefined) {
    const { policy, circumstances, now } = bench;
    return { sent: body, judgeCase: (sent) => judgeBody(policy, sent, circumstances, now, definition) };
  }
  if (operation === 'delete') return { sent: body, judgeCase: () => judgeDeletion(definition, bench) };
  return { sent: tags === undefined ? {} : { tags }, judgeCase: (sent) => judgeStart(sent, { definition, ownerTag }, bench) };
}

function invalid(what: string, problems: readonly DefinitionProblem[]): readonly string[] {
  return problems.map(({ pointer, detail }) => `${what} is invalid: ${pointer} ${detail}`);
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
    (wanted.level === undefined || wanted.level === finding.level) &&
    (wanted.concerns === undefined || wanted.concerns === finding.concerns);
  const absent = expected.filter((wanted) => !found.some((finding) => isMet(wanted, finding)));
  const surplus = found.filter((finding) => !expected.some((wanted) => isMet(wanted, finding)));
  return [
    ...absent.map(({ level, ...place }) => `not found: ${level === undefined ? '' : `${level} `}${inWords(place)}`),
    ...surplus.map(({ level, message, ...place }) => `not expected: ${level} ${inWords(place)} (${message})`),
  ];
}

function inWords({ rule, code, pointer, concerns }: Pick<Finding, 'rule' | 'code' | 'pointer' | 'concerns'>): string {
  return `${rule} ${code} at ${pointer}${concerns === undefined ? '' : ` of the ${concerns}`}`;
}

function fixFailures({ fix }: Verdict, passes: (patch: NonNullable<Verdict['fix']>['patch']) => boolean): readonly string[] {
  if (fix === null) return ['nothing was to be fixed'];
  if (!fix.verified) return [`the fix does not make it pass; a person is needed at ${fix.needsInput.join(', ')}`];
  return passes(fix.patch) ? [] : ['the fix, applied to what was sent, does not make it pass'];
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
