import * as v from 'valibot';
import { keyed } from './keyed.ts';
import { type LevelDocument, type LevelResolver, levelDocumentSchema, levelResolver } from './level.ts';
import type { PreparedRule, RuleType } from './rule.ts';
import { ruleTypes } from './rules/index.ts';

/** One rule as data: what every rule has, and beside it the parameters of its type. */
export interface RuleDocument {
  readonly id: string;
  readonly type: string;
  readonly level?: LevelDocument | undefined;
  /** Why the organisation has this rule, in its owner's words. */
  readonly description?: string | undefined;
  /** What its owner advises whoever breaks it. */
  readonly remedy?: string | undefined;
  readonly [parameter: string]: unknown;
}

/** A policy as data: the JSON that its YAML was compiled to. */
export interface PolicyDocument {
  readonly name: string;
  /** For people; what identifies a policy is its digest. */
  readonly version: string;
  /** Where rules are explained, with `{rule}` for the id. Default: `/v1/policy/rules/{rule}`. */
  readonly docs?: string | undefined;
  readonly environment?: { readonly accounts?: Readonly<Record<string, string>> | undefined } | undefined;
  readonly rules: readonly RuleDocument[];
}

/** A policy ready to judge. Immutable; made once per process. */
export interface Policy {
  readonly document: PolicyDocument;
  /** `sha256-` and the base64url SHA-256 of the document's canonical JSON. */
  readonly digest: string;
  readonly rules: readonly PolicyRule[];
  /** The environment that an account belongs to; `null` when the policy names none. */
  environmentOf(account: string): string | null;
}

export interface PolicyRule extends PreparedRule {
  readonly id: string;
  readonly type: RuleType;
  readonly level: LevelResolver;
  readonly remedy?: string | undefined;
  readonly description?: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Where the rule is explained. */
  readonly docs: string;
}

/** Turns the rules into closures. Throws on a document that the loader would have refused: a gate must not start half built. */
export function preparePolicy(document: PolicyDocument, digest: string): Policy {
  const { rules, docs = '/v1/policy/rules/{rule}', environment } = v.parse(policySchema, document);
  const accounts = environment?.accounts ?? new Map<string, string>();
  return {
    document,
    digest,
    rules: rules.map((rule) => prepareRule(rule, docs)),
    environmentOf: (account) => accounts.get(account) ?? null,
  };
}

function prepareRule(rule: unknown, docs: string): PolicyRule {
  const { own, parameters } = splitRule(v.parse(mappingSchema, rule));
  const common = v.parse(ruleSchema, own);
  const type = ruleTypes.get(common.type);
  if (type === undefined) throw new TypeError(`rule ${common.id} has the unknown type ${common.type}`);
  return {
    id: common.id,
    type,
    level: levelResolver(common.level),
    remedy: common.remedy,
    description: common.description,
    parameters,
    docs: docs.replaceAll('{rule}', common.id),
    ...type.prepare(parameters),
  };
}

/** Divides a rule into what every rule has and the parameters of its type. */
export function splitRule(rule: Readonly<Record<string, unknown>>): {
  own: Record<string, unknown>;
  parameters: Record<string, unknown>;
} {
  const isOwn = ([key]: readonly [string, unknown]) => Object.hasOwn(ruleSchema.entries, key);
  const entries = Object.entries(rule);
  return {
    own: Object.fromEntries(entries.filter(isOwn)),
    parameters: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
  };
}

const text = (longest: number) =>
  v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(longest, `may have at most ${longest} characters`));

const mappingSchema = v.record(v.string(), v.unknown());

/** What every rule has. */
export const ruleSchema = v.strictObject({
  id: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be of lower-case letters, digits and hyphens, at most 64 of them'),
  ),
  type: v.string(),
  level: v.exactOptional(levelDocumentSchema),
  description: v.exactOptional(text(1000)),
  remedy: v.exactOptional(text(1000)),
});

const docsSchema = v.pipe(
  text(1000),
  v.regex(/^(?:https?:\/\/|\/)[^\s]*$/, 'must be a URL or a path that begins with a slash'),
  v.check((docs) => !/[{}]/.test(docs.replaceAll('{rule}', '')), 'may hold no placeholder but {rule}'),
);

const environmentSchema = v.strictObject({
  accounts: v.exactOptional(
    keyed(v.pipe(v.string(), v.regex(/^\d{12}$/, 'is not an AWS account id: 12 digits, in quotes')), text(64)),
  ),
});

/** Schema of a policy but for its rules, which `splitRule`, `ruleSchema` and the schema of their type check one by one. */
export const policySchema = v.strictObject({
  name: text(128),
  version: text(128),
  docs: v.exactOptional(docsSchema),
  environment: v.exactOptional(environmentSchema),
  rules: v.array(v.unknown()),
});
