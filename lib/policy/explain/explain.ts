import { isObject, type JsonValue } from '../../json/value.ts';
import { alternatives } from '../../text/wording.ts';
import { type ExceptionDocument, endOf } from '../exceptions.ts';
import type { Explanation } from '../guides/parts/guide.ts';
import type { Policy, PolicyRule } from '../policy.ts';
import { type Operation, type Starting, usualOperations } from '../subject/operation.ts';
import type { JudgingContext } from '../subject/subject.ts';
import { fillForReading } from '../subject/template.ts';
import type { Level } from '../verdict.ts';
import { guideOf } from './guide-of.ts';

/** Who reads. The pipeline's name is not known when rules are read, so `{name}` stays as it is. */
export type Reader = Omit<JudgingContext, 'name'>;

/** The rules that apply to a reader, their levels resolved at this moment, their placeholders filled. */
export interface PolicyDescription {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly team: string | null;
  readonly environment: string | null;
  readonly rules: readonly RuleDescription[];
  /** What is filled in where a definition says nothing, in the order in which that is done. */
  readonly defaults: readonly DefaultDescription[];
  /** The exceptions of the reader's team that have not ended, in the order of their ids. */
  readonly exceptions: readonly ExceptionDescription[];
}

export interface DefaultDescription {
  readonly at: string;
  readonly value: JsonValue;
  /** What has to be there; `null` when the default is for every pipeline. */
  readonly when: string | null;
}

/** An exception as those read it whom it is for. */
export type ExceptionDescription = Pick<
  ExceptionDocument,
  'id' | 'rules' | 'pipelines' | 'admits' | 'reason' | 'ticket' | 'until'
>;

export interface RuleDescription {
  readonly id: string;
  readonly type: string;
  readonly level: Level;
  readonly levelFrom: string;
  /** Whether an exception can be had from it. */
  readonly exceptions: 'possible' | 'none';
  /** What becomes of a violation that was there before and that a patch leaves as it is: `refuse`, or `allow` with an advisory. */
  readonly existing: 'refuse' | 'allow';
  /** What the rule is about. */
  readonly operations: readonly Operation[];
  /**
   * What becomes of the start of a pipeline that breaks it as it stands: `refuse` as the level has it, `warn`, or `allow` in silence; `null`
   * where the rule is not about starts.
   */
  readonly executions: Starting | null;
  /** One sentence: what the rule demands. */
  readonly summary: string;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly docs: string;
}

/** One rule for people: what it demands, why, and how to satisfy it. */
export interface RuleExplanation extends RuleDescription {
  /** What rules of this type are for. */
  readonly purpose: string;
  /** In its owner's words; `null` when the policy gives no reason. */
  readonly why: string | null;
  /** What its owner advises; `null` when the policy advises nothing. */
  readonly remedy: string | null;
  readonly howToSatisfy: readonly string[];
  /** The codes that its findings can have. */
  readonly codes: readonly { readonly code: string; readonly meaning: string }[];
  /** Members of a definition that satisfy the rule. */
  readonly example: Explanation['example'];
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string };
}

/** What applies to a reader. */
export function describePolicy(policy: Policy, reader: Reader, now: Date): PolicyDescription {
  const { name, version } = policy.document;
  return {
    name,
    version,
    digest: policy.digest,
    team: reader.team,
    environment: reader.environment,
    rules: policy.rules.map((rule) => describeRule(rule, reader, now)),
    defaults: (policy.document.defaults ?? []).map(({ at, value, when = null }) => ({ at, value: filled(value, reader), when })),
    exceptions: exceptionsFor(policy, reader, now),
  };
}

function exceptionsFor({ document }: Policy, { team }: Reader, now: Date): readonly ExceptionDescription[] {
  return (document.exceptions ?? [])
    .filter((exception) => exception.team === team && now.getTime() < endOf(exception))
    .map(({ id, rules, pipelines, admits, reason, ticket, until }) => ({ id, rules, pipelines, admits, reason, ticket, until }))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** Explains one rule; `undefined` when the policy has none with this id. */
export function explainRule(policy: Policy, id: string, reader: Reader, now: Date): RuleExplanation | undefined {
  const rule = policy.rules.find((candidate) => candidate.id === id);
  if (rule === undefined) return undefined;
  const { name, version } = policy.document;
  const guide = guideOf(rule);
  const { howToSatisfy, example } = guide.explain(rule.parameters, (text) => fillFor(text, reader));
  return {
    ...describeRule(rule, reader, now),
    purpose: guide.purpose,
    why: rule.description ?? null,
    remedy: rule.remedy ?? null,
    howToSatisfy,
    codes: Object.entries(guide.codes).map(([code, meaning]) => ({ code, meaning })),
    example,
    policy: { name, version, digest: policy.digest },
  };
}

function describeRule(rule: PolicyRule, reader: Reader, now: Date): RuleDescription {
  const { level, levelFrom } = rule.level(reader, now);
  return {
    id: rule.id,
    type: rule.type,
    level,
    levelFrom,
    exceptions: rule.isHard ? 'none' : 'possible',
    existing: rule.allowsExisting ? 'allow' : 'refuse',
    operations: rule.operations,
    executions: rule.operations.includes('start') ? rule.executions : null,
    summary: summaryOf(rule, reader),
    parameters: Object.fromEntries(Object.entries(rule.parameters).map(([name, value]) => [name, filled(value, reader)])),
    docs: rule.docs,
  };
}

function summaryOf(rule: PolicyRule, reader: Reader): string {
  const { summary } = guideOf(rule).explain(rule.parameters, (text) => fillFor(text, reader));
  const isUsual =
    usualOperations.length === rule.operations.length && usualOperations.every((each) => rule.operations.includes(each));
  return isUsual ? summary : `${summary} It is judged when ${alternatives(rule.operations.map((each) => occasions[each]))}.`;
}

const occasions = {
  write: 'a pipeline is written',
  start: 'an execution is started',
  delete: 'a pipeline is deleted',
} as const satisfies Readonly<Record<Operation, string>>;

function fillFor(text: string, { team, environment, account, region }: Reader): string {
  return fillForReading(text, { team, environment, account, region });
}

/** A parameter as data, every text in it filled. */
function filled(value: unknown, reader: Reader): JsonValue {
  if (typeof value === 'string') return fillFor(value, reader);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => filled(item, reader));
  if (!isObject(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, reader)]));
}
