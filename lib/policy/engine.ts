import { hash } from 'node:crypto';
import { canonicalJson } from '../json/canonical.ts';
import { comparePointers, valueAt } from '../json/pointer.ts';
import { isObject, type JsonValue } from '../json/value.ts';
import { remembered } from '../text/memoize.ts';
import type { Exception } from './exceptions.ts';
import { type Fixable, patchFor, proposeFix } from './fix.ts';
import type { ResolvedLevel } from './level.ts';
import type { Policy, PolicyRule } from './policy.ts';
import type { RuleFinding } from './rules/parts/rule.ts';
import type { JudgedOperation } from './subject/operation.ts';
import type { JudgingContext, Origin, Subject } from './subject/subject.ts';
import {
  type ExceptedFinding,
  type Finding,
  type Fix,
  isRefusal,
  type Level,
  type RuleOutcome,
  type Verdict,
} from './verdict.ts';

export interface JudgingOptions {
  /** Whether to work out how everything together can be put right, which takes judging again; true by default. */
  readonly fixes?: boolean;
}

/**
 * Judges the pipeline that would result. Pure: the same policy, subject, context and time always give the same verdict, findings
 * in the order of rules, then pointers. Never throws because of a rule: one that throws makes the decision `error`, which is no
 * pass.
 */
export function judge(
  policy: Policy,
  subject: Subject,
  context: JudgingContext,
  now: Date,
  { fixes = true }: JudgingOptions = {},
): Verdict {
  const exceptions = policy.exceptions.filter((exception) => exception.holds(context, now));
  const trial: Hearing = { policy, exceptions, context, now };
  const { found, outcomes } = evaluate(trial, subject);
  const used = exceptions.map((exception) => ({
    exception: exception.id,
    findings: found.filter((each) => each.exception === exception).length,
  }));
  const verdict = { decision: decide(outcomes, found), ...nothing, outcomes, exceptions: used };
  if (found.length === 0) return verdict; // nearly every pipeline
  const counting = found.filter(({ exception }) => exception === undefined);
  const at = (level: Level) => counting.filter((each) => each.level === level).map((each) => complete(each, subject));
  const violations = at('enforce');
  return {
    ...verdict,
    violations,
    advisories: at('warn'),
    recorded: at('audit'),
    excepted: found.flatMap((each) => completeExcepted(each, subject)),
    fix: violations.length === 0 || !fixes ? null : fixOf(trial, subject, found),
  };
}

const nothing = { violations: [], advisories: [], recorded: [], excepted: [], fix: null } as const;

/** What stays the same while a pipeline and its mended forms are judged. */
interface Hearing {
  readonly policy: Policy;
  /** Those that hold for the pipeline. */
  readonly exceptions: readonly Exception[];
  readonly context: JudgingContext;
  readonly now: Date;
}

interface WeighedFinding extends ResolvedLevel {
  readonly rule: PolicyRule;
  readonly spoken: RuleFinding;
  readonly origin: Origin;
  readonly exception: Exception | undefined;
}

interface Evaluation {
  readonly found: readonly WeighedFinding[];
  readonly outcomes: readonly RuleOutcome[];
}

function evaluate(trial: Hearing, subject: Subject): Evaluation {
  const found: WeighedFinding[] = [];
  const outcomes: RuleOutcome[] = [];
  for (const rule of trial.policy.rules) outcomes.push(hear(rule, trial, subject, found));
  return { found, outcomes };
}

/** What one rule has to say. Adds its findings to `found`, all of them or none. */
function hear(rule: PolicyRule, trial: Hearing, subject: Subject, found: WeighedFinding[]): RuleOutcome {
  if (!rule.operations.includes(subject.operation))
    return { rule: rule.id, outcome: 'skip', reason: notAbout[subject.operation] };
  const resolved = rule.level(trial.context, trial.now);
  if (resolved.level === 'off') return { rule: rule.id, outcome: 'skip', reason: `the rule is off (${resolved.levelFrom})` };
  try {
    const said = rule.judge(subject, trial.context, trial.now);
    if ('skip' in said) return { rule: rule.id, outcome: 'skip', reason: said.skip };
    if (said.length === 0) return { rule: rule.id, outcome: 'pass' };
    found.push(...inOrder(said).map((spoken) => weigh(spoken, rule, resolved, trial, subject)));
    return { rule: rule.id, outcome: 'findings', count: said.length };
  } catch (error) {
    if (resolved.level !== 'enforce')
      found.push({ rule, spoken: notEvaluated, origin: 'policy-default', exception: undefined, ...resolved });
    return { rule: rule.id, outcome: 'error', ...resolved, reason: reasonOf(error) };
  }
}

/** What is said of a rule that broke and refuses nothing; why it did is for its owners. */
const notEvaluated: RuleFinding = {
  code: 'not-evaluated',
  pointer: '',
  message: 'the rule could not be evaluated and refuses nothing here; its owners must fix it',
  actual: null,
  expected: null,
};

const notAbout = {
  write: 'the rule is not about writing pipelines',
  start: 'the rule is not about starting executions',
  delete: 'the rule is not about deleting pipelines',
} as const satisfies Readonly<Record<JudgedOperation, string>>;

/** Whatever was thrown, putting it in words must not throw again. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === 'string' ? thrown : `it threw a value of type ${typeof thrown}`;
}

function decide(outcomes: readonly RuleOutcome[], found: readonly WeighedFinding[]): Verdict['decision'] {
  if (outcomes.some(isRefusal)) return 'error';
  return found.some(isViolation) ? 'deny' : 'allow';
}

function isViolation({ level, exception }: WeighedFinding): boolean {
  return level === 'enforce' && exception === undefined;
}

function inOrder(findings: readonly RuleFinding[]): readonly RuleFinding[] {
  return findings.length === 1 ? findings : findings.toSorted((left, right) => comparePointers(left.pointer, right.pointer));
}

/**
 * Finds out how much a finding counts: its level, and whether an exception admits it. What is only recorded needs no exception.
 */
function weigh(spoken: RuleFinding, rule: PolicyRule, resolved: ResolvedLevel, trial: Hearing, subject: Subject): WeighedFinding {
  const origin = subject.originOf(spoken.pointer);
  const milder = lenience(rule, resolved, subject);
  const isSpared = milder !== undefined && origin !== 'request' && isOld(spoken, rule, trial, subject);
  const { level, levelFrom } = isSpared ? milder : resolved;
  return {
    rule,
    spoken,
    level,
    levelFrom,
    origin,
    exception: level === 'audit' ? undefined : exceptionFor(spoken, rule, trial, subject, origin),
  };
}

/** The level of what the pipeline breaks already, where it is a milder one. */
function lenience(rule: PolicyRule, { level }: ResolvedLevel, { operation }: Subject): ResolvedLevel | undefined {
  if (operation !== 'start') return rule.allowsExisting && level === 'enforce' ? spared : undefined;
  if (rule.executions === 'allow') return level === 'audit' ? undefined : startedSilently;
  return rule.executions === 'warn' && level === 'enforce' ? startedWithWord : undefined;
}

const spared: ResolvedLevel = { level: 'warn', levelFrom: 'existing: allow' };
const startedWithWord: ResolvedLevel = { level: 'warn', levelFrom: 'executions: warn' };
const startedSilently: ResolvedLevel = { level: 'audit', levelFrom: 'executions: allow' };

/**
 * Whether the pipeline broke the rule just so before, as the pipeline of whoever had it. That the request left the place alone is
 * not enough: it may be to blame, as one is that gives the pipeline to another team.
 */
function isOld({ code, pointer, actual }: RuleFinding, rule: PolicyRule, { now }: Hearing, { existing }: Subject): boolean {
  if (existing === undefined) return false;
  const before = rule.judge(existing.subject, existing.context, now);
  const isSame = (other: RuleFinding) =>
    other.code === code && other.pointer === pointer && canonicalJson(other.actual) === canonicalJson(actual);
  return !('skip' in before) && before.some(isSame);
}

function exceptionFor(
  { pointer }: RuleFinding,
  rule: PolicyRule,
  trial: Hearing,
  subject: Subject,
  origin: Origin,
): Exception | undefined {
  if (trial.exceptions.length === 0) return undefined;
  const given = origin === 'aws-default' ? undefined : valueAt(subject.definition, pointer);
  return trial.exceptions.find(({ rules, admits }) => rules.has(rule.id) && admits(pointer, given, trial.context));
}

/** Adds to a rule's finding what only the policy and the subject know. */
function complete({ rule, spoken, level, levelFrom, origin }: WeighedFinding, { sent }: Subject): Finding {
  const { code, pointer, message, actual, expected, changes = [] } = spoken;
  const { remedy } = rule;
  return {
    rule: rule.id,
    type: rule.type,
    level,
    levelFrom,
    code,
    pointer,
    message,
    actual,
    expected: shortened(expected),
    origin,
    ...(remedy === undefined ? {} : { remedy }),
    docs: rule.docs,
    ...(changes.length === 0 ? {} : { fix: patchFor(sent, changes) }),
    fingerprint: fingerprintOf(`${rule.id}\n${pointer}`),
  };
}

/** Of thousands of values a few, with their number beside them, so that an answer stays one that can be read. */
function shortened(expected: JsonValue): JsonValue {
  if (!isObject(expected)) return expected;
  let short: Readonly<Record<string, JsonValue | undefined>> = expected;
  for (const [name, value] of Object.entries(expected))
    if (Array.isArray(value) && value.length > 50)
      short = { ...short, [name]: value.slice(0, 10), [`${name}Count`]: value.length };
  return short;
}

/** The same places are broken again and again. */
const fingerprintOf = remembered((text) => hash('sha256', text, 'hex').slice(0, 16));

function completeExcepted(found: WeighedFinding, subject: Subject): readonly ExceptedFinding[] {
  if (found.exception === undefined) return [];
  const { id, until, ticket } = found.exception;
  return [{ ...complete(found, subject), exception: { id, until, ticket } }];
}

function fixOf(trial: Hearing, subject: Subject, found: readonly WeighedFinding[]): Fix {
  return proposeFix(subject.sent, fixables(found), (mended) => {
    const revised = subject.revised(mended);
    if (revised === undefined) return undefined;
    const again = evaluate(trial, revised);
    return again.outcomes.some(isRefusal) ? undefined : fixables(again.found);
  });
}

function fixables(found: readonly WeighedFinding[]): readonly Fixable[] {
  return found.filter(isViolation).map(({ spoken: { pointer, changes = [] } }) => ({ pointer, changes }));
}
