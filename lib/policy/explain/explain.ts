import { isObject, type JsonValue } from '../../json/value.ts';
import { alternatives } from '../../text/wording.ts';
import { type ExceptionDocument, endOfException } from '../exceptions.ts';
import type { Explanation } from '../guides/parts/guide.ts';
import type { RuleLevel } from '../level.ts';
import type { Policy, PolicyRule, RuleOrigin } from '../policy.ts';
import { type JudgedOperation, type Starting, usualOperations } from '../subject/operation.ts';
import type { JudgingContext } from '../subject/subject.ts';
import { fillForReading } from '../subject/template.ts';
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
  /** `off`: it is not judged for the reader at this moment. */
  readonly level: RuleLevel;
  readonly levelFrom: string;
  /** Whether an exception can be had from it. */
  readonly exceptions: 'possible' | 'none';
  /**
   * What becomes of a violation that was there before and that a patch leaves as it is: `refuse`, or `allow` with an advisory.
   */
  readonly existing: 'refuse' | 'allow';
  /** For whom it is: names or wildcards, `null` where it is for all, and the condition under which it applies. */
  readonly scope: {
    readonly teams: readonly string[] | null;
    readonly environments: readonly string[] | null;
    readonly regions: readonly string[] | null;
    readonly when: string | null;
  };
  /** Whether it is about the reader's pipelines, as far as team, environment and Region tell. */
  readonly applies: boolean;
  /** What the rule is about. */
  readonly operations: readonly JudgedOperation[];
  /**
   * What becomes of the start of a pipeline that breaks it as it stands: `refuse` as the level has it, `warn`, or `allow` in
   * silence; `null` where the rule is not about starts.
   */
  readonly executions: Starting | null;
  /** One sentence: what the rule demands. */
  readonly summary: string;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly docs: string;
  /** Where the rule is from, and who made it stricter; only where one policy extends another. */
  readonly setBy?: RuleOrigin;
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
    rules: policy.rules.map((rule) => describeRule(rule, policy, reader, now)),
    defaults: (policy.document.defaults ?? []).map(({ at, value, when = null }) => ({ at, value: filled(value, reader), when })),
    exceptions: exceptionsFor(policy, reader, now),
  };
}

function exceptionsFor({ document }: Policy, { team }: Reader, now: Date): readonly ExceptionDescription[] {
  return (document.exceptions ?? [])
    .filter((exception) => exception.team === team && now.getTime() < endOfException(exception))
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
    ...describeRule(rule, policy, reader, now),
    purpose: guide.purpose,
    why: rule.description ?? null,
    remedy: rule.remedy ?? null,
    howToSatisfy,
    codes: Object.entries(guide.codes).map(([code, meaning]) => ({ code, meaning })),
    example,
    policy: { name, version, digest: policy.digest },
  };
}

function describeRule(rule: PolicyRule, { document }: Policy, reader: Reader, now: Date): RuleDescription {
  const { setBy = {} } = document;
  const origin = Object.hasOwn(setBy, rule.id) ? setBy[rule.id] : undefined;
  const { level, levelFrom } = rule.level(reader, now);
  return {
    id: rule.id,
    type: rule.type,
    level,
    levelFrom,
    exceptions: rule.isHard ? 'none' : 'possible',
    existing: rule.allowsExisting ? 'allow' : 'refuse',
    scope: shownScope(rule),
    applies: level !== 'off' && rule.scope.outside(reader) === undefined,
    operations: rule.operations,
    executions: rule.operations.includes('start') ? rule.executions : null,
    summary: summaryOf(rule, reader),
    parameters: Object.fromEntries(Object.entries(rule.parameters).map(([name, value]) => [name, filled(value, reader)])),
    docs: rule.docs,
    ...(origin === undefined ? {} : { setBy: origin }),
  };
}

function shownScope({ scope: { teams, environments, regions }, when }: PolicyRule): RuleDescription['scope'] {
  return { teams: teams ?? null, environments: environments ?? null, regions: regions ?? null, when: when ?? null };
}

function summaryOf(rule: PolicyRule, reader: Reader): string {
  const { summary: demand } = guideOf(rule).explain(rule.parameters, (text) => fillFor(text, reader));
  const summary = [demand, ...scopeInWords(rule)].join(' ');
  const isUsual =
    usualOperations.length === rule.operations.length && usualOperations.every((each) => rule.operations.includes(each));
  return isUsual ? summary : `${summary} It is judged when ${alternatives(rule.operations.map((each) => occasions[each]))}.`;
}

/** Sentences on what the rule is for only. */
function scopeInWords({ scope: { teams, environments, regions }, when }: PolicyRule): readonly string[] {
  const groups = [
    teams && `the ${teams.length === 1 ? 'team' : 'teams'} ${alternatives(teams)}`,
    environments && `the ${environments.length === 1 ? 'environment' : 'environments'} ${alternatives(environments)}`,
    regions && `${regions.length === 1 ? 'the Region' : 'the Regions'} ${alternatives(regions)}`,
  ].filter((group) => group !== undefined);
  return [
    ...(groups.length === 0 ? [] : [`It is for ${groups.join(', in ')} only.`]),
    ...(when === undefined ? [] : [`It applies when \`${when}\` holds.`]),
  ];
}

const occasions = {
  write: 'a pipeline is written',
  start: 'an execution is started',
  delete: 'a pipeline is deleted',
} as const satisfies Readonly<Record<JudgedOperation, string>>;

function fillFor(text: string, { team, environment, account, region }: Reader): string {
  return fillForReading(text, { team, environment, account, region });
}

/** A parameter as data, every text in it filled. */
function filled(value: unknown, reader: Reader): JsonValue {
  if (typeof value === 'string') return fillFor(value, reader);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return shortened(value).map((item) => filled(item, reader));
  if (!isObject(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, reader)]));
}

/** Nobody reads thousands of values: of a long list the beginning, and how many follow. */
function shortened(list: readonly unknown[]): readonly unknown[] {
  return list.length <= 50 ? list : [...list.slice(0, 10), `… and ${list.length - 10} more`];
}
