import { type Default, type DefaultDocument, prepareDefaults } from './defaults.ts';
import { type Exception, type ExceptionDocument, prepareExceptions } from './exceptions.ts';
import { type LevelDocument, type LevelResolver, levelResolver } from './level.ts';
import { ruleTypes } from './rules/index.ts';
import type { Judge } from './rules/parts/rule.ts';
import { type RuleScope, type ScopeDocument, scoped, scopeOf } from './scope.ts';
import { type JudgedOperation, type Starting, usualOperations } from './subject/operation.ts';

/** One rule as data: what every rule has, and beside it the parameters of its type. */
export interface RuleDocument extends ScopeDocument {
  readonly id: string;
  readonly type: string;
  readonly level?: LevelDocument | undefined;
  /** `none`: no exception is possible from this rule. */
  readonly exceptions?: 'none' | undefined;
  /** `allow`: what a pipeline broke before, and a patch leaves as it is, becomes an advisory. Default: `refuse`. */
  readonly existing?: 'allow' | 'refuse' | undefined;
  /** What it is about. Default: `write` and `start`. */
  readonly operations?: readonly JudgedOperation[] | undefined;
  /**
   * What becomes of the start of a pipeline that breaks it as it stands. Default: what the policy says; `warn` with `existing:
   * allow`.
   */
  readonly executions?: Starting | undefined;
  /** Why the organisation has this rule, in its owner's words. */
  readonly description?: string | undefined;
  /** What its owner advises whoever breaks it. */
  readonly remedy?: string | undefined;
  readonly [parameter: string]: unknown;
}

/** Who set what in a rule of a policy that extends another one; policies by name and version. */
export interface RuleOrigin {
  /** The policy that the rule is from. */
  readonly policy: string;
  /** Who made it stricter, and in which members. */
  readonly tightened?: readonly { readonly policy: string; readonly members: readonly string[] }[];
}

/** A policy as data: the JSON that its YAML was compiled to. */
export interface PolicyDocument {
  readonly name: string;
  /** For people; what identifies a policy is its digest. */
  readonly version: string;
  /** Where rules are explained, with `{rule}` for the id. Default: `/v1/policy/rules/{rule}`. */
  readonly docs?: string | undefined;
  readonly environment?:
    | {
        readonly accounts?: Readonly<Record<string, string>> | undefined;
        /** The Regions that there are deployments in, or may be. */
        readonly regions?: readonly string[] | undefined;
      }
    | undefined;
  readonly defaults?: readonly DefaultDocument[] | undefined;
  /**
   * What becomes of the start of a pipeline that breaks a rule which does not say it. Default: `refuse`, as the rule's level has
   * it.
   */
  readonly executions?: Starting | undefined;
  readonly rules: readonly RuleDocument[];
  /** Where rules are from, by id, in a policy that extends another one. */
  readonly setBy?: Readonly<Record<string, RuleOrigin>> | undefined;
  /** From a file of their own, which has other owners; part of the policy, and of its digest, all the same. */
  readonly exceptions?: readonly ExceptionDocument[] | undefined;
}

/** A policy ready to judge. Immutable; made once per process. */
export interface Policy {
  readonly document: PolicyDocument;
  /** `sha256-` and the base64url SHA-256 of the document's canonical JSON. */
  readonly digest: string;
  readonly rules: readonly PolicyRule[];
  readonly defaults: readonly Default[];
  /** In the order of their ids. */
  readonly exceptions: readonly Exception[];
  /** The environment that an account belongs to; `null` when the policy names none. */
  environmentOf(account: string): string | null;
}

export interface PolicyRule {
  readonly id: string;
  readonly type: string;
  /** Skips what the rule is not about. */
  readonly judge: Judge;
  /** Which teams, environments and Regions it is about. */
  readonly scope: RuleScope;
  /** The condition in CEL under which it applies. */
  readonly when: string | undefined;
  readonly level: LevelResolver;
  /** Whether exceptions are possible. */
  readonly isHard: boolean;
  /** Whether an old violation that a patch does not touch is only an advisory. */
  readonly allowsExisting: boolean;
  readonly operations: readonly JudgedOperation[];
  /** What becomes of the start of a pipeline that breaks the rule as it stands. */
  readonly executions: Starting;
  readonly remedy: string | undefined;
  readonly description: string | undefined;
  /** Those of its type, as the policy has them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Where the rule is explained. */
  readonly docs: string;
}

/**
 * Turns the rules into closures. The document has to be one that the loader let through: whoever takes a policy from outside
 * loads it first, so that what is checked once, when the service is built or started, costs nothing at every cold start. Throws
 * on a rule of an unknown type: a gate must not start half built.
 */
export function preparePolicy(document: PolicyDocument, digest: string): Policy {
  const {
    rules,
    docs = '/v1/policy/rules/{rule}',
    environment,
    defaults = [],
    exceptions = [],
    executions = 'refuse',
  } = document;
  // A map, in which no account means anything to the language.
  const accounts = new Map(Object.entries(environment?.accounts ?? {}));
  return {
    document,
    digest,
    rules: rules.map((rule) => prepareRule(rule, docs, executions)),
    defaults: prepareDefaults(defaults),
    exceptions: prepareExceptions(exceptions),
    environmentOf: (account) => accounts.get(account) ?? null,
  };
}

function prepareRule(rule: RuleDocument, docs: string, usualStarting: Starting): PolicyRule {
  // What every rule has; everything else is a parameter of its type.
  const { id, type, level, exceptions, existing, operations, executions, remedy, description, ...others } = rule;
  const { teams, environments, regions, when, ...parameters } = others;
  const ruleType = ruleTypes.get(type);
  if (ruleType === undefined) throw new TypeError(`rule ${id} has the unknown type ${type}`);
  const scope = scopeOf({ teams, environments, regions });
  const judge = ruleType.prepare(parameters);
  return {
    id,
    type,
    judge: [teams, environments, regions, when].every((each) => each === undefined) ? judge : scoped(judge, scope, when),
    scope,
    when,
    level: levelResolver(level),
    isHard: exceptions === 'none',
    allowsExisting: existing === 'allow',
    operations: operations ?? usualOperations,
    executions: executions ?? (existing === 'allow' && usualStarting === 'refuse' ? 'warn' : usualStarting),
    remedy,
    description,
    parameters,
    docs: docs.replaceAll('{rule}', id),
  };
}
