import * as v from 'valibot';
import { type Default, type DefaultDocument, defaultSchema, prepareDefaults } from './defaults.ts';
import { type Exception, type ExceptionDocument, exceptionSchema, prepareExceptions } from './exceptions.ts';
import { keyed } from './keyed.ts';
import { type LevelDocument, type LevelResolver, levelDocumentSchema, levelResolver } from './level.ts';
import type { PreparedRule, RuleType } from './rule.ts';
import { ruleTypes } from './rules/index.ts';

/** One rule as data: what every rule has, and beside it the parameters of its type. */
export interface RuleDocument {
  readonly id: string;
  readonly type: string;
  readonly level?: LevelDocument | undefined;
  /** `none`: no exception is possible from this rule. */
  readonly exceptions?: 'none' | undefined;
  /** `allow`: what a pipeline broke before, and a patch leaves as it is, becomes an advisory. Default: `refuse`. */
  readonly existing?: 'allow' | 'refuse' | undefined;
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
  readonly defaults?: readonly DefaultDocument[] | undefined;
  readonly rules: readonly RuleDocument[];
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

export interface PolicyRule extends PreparedRule {
  readonly id: string;
  readonly type: RuleType;
  readonly level: LevelResolver;
  /** Whether exceptions are possible. */
  readonly isHard: boolean;
  /** Whether an old violation that a patch does not touch is only an advisory. */
  readonly allowsExisting: boolean;
  readonly remedy?: string | undefined;
  readonly description?: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Where the rule is explained. */
  readonly docs: string;
}

/** Turns the rules into closures. Throws on a document that the loader would have refused: a gate must not start half built. */
export function preparePolicy(document: PolicyDocument, digest: string): Policy {
  const { exceptions = [], ...written } = document;
  const { rules: ruleDocuments, docs = '/v1/policy/rules/{rule}', environment } = v.parse(policySchema, written);
  v.parse(v.array(exceptionSchema), exceptions);
  const accounts = environment?.accounts ?? new Map<string, string>();
  const rules = ruleDocuments.map((rule) => prepareRule(rule, docs));
  for (const { id, rules: ids } of exceptions) {
    const barred = ids.find((name) => rules.every((rule) => rule.id !== name || rule.isHard));
    if (barred !== undefined) throw new TypeError(`exception ${id} is about ${barred}, which is no rule that admits exceptions`);
  }
  return {
    document,
    digest,
    rules,
    defaults: prepareDefaults(written.defaults ?? []),
    exceptions: prepareExceptions(exceptions),
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
    isHard: common.exceptions === 'none',
    allowsExisting: common.existing === 'allow',
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
    v.description('What names the rule in answers, logs, exceptions and fixtures.'),
  ),
  type: v.pipe(v.string(), v.description('What kind of rule it is; the other keys depend on it.')),
  level: v.exactOptional(
    v.pipe(
      levelDocumentSchema,
      v.title('level'),
      v.description(
        '`enforce` refuses, `warn` lets pass and tells the caller, `audit` lets pass and only records. Or a list, of which the first entry that applies counts.',
      ),
      v.metadata({ default: 'enforce' }),
    ),
  ),
  exceptions: v.exactOptional(
    v.pipe(v.picklist(['none']), v.description('`none` makes the rule hard: no exception is possible from it.')),
  ),
  existing: v.exactOptional(
    v.pipe(
      v.picklist(['allow', 'refuse']),
      v.description('What becomes of an old violation that a patch leaves as it is; `allow` makes it an advisory.'),
      v.metadata({ default: 'refuse' }),
    ),
  ),
  description: v.exactOptional(
    v.pipe(text(1000), v.description('Why the organisation has this rule; shown to whoever asks what it is.')),
  ),
  remedy: v.exactOptional(
    v.pipe(text(1000), v.description('What its owner advises whoever breaks it; shown with every finding.')),
  ),
});

const docsSchema = v.pipe(
  text(1000),
  v.regex(/^(?:https?:\/\/|\/)[^\s]*$/, 'must be a URL or a path that begins with a slash'),
  v.check((docs) => !/[{}]/.test(docs.replaceAll('{rule}', '')), 'may hold no placeholder but {rule}'),
);

const environmentSchema = v.strictObject({
  accounts: v.exactOptional(
    v.pipe(
      keyed(v.pipe(v.string(), v.regex(/^\d{12}$/, 'is not an AWS account id: 12 digits, in quotes')), text(64)),
      v.description('The environment of each AWS account; `{environment}` and levels stand on it.'),
    ),
  ),
});

/** Schema of a policy but for its rules, which `splitRule`, `ruleSchema` and the schema of their type check one by one. */
export const policySchema = v.strictObject({
  name: v.pipe(text(128), v.description('What the policy is called.')),
  version: v.pipe(
    text(128),
    v.description('For people, and in quotes; what identifies a policy is the SHA-256 of its contents.'),
  ),
  docs: v.exactOptional(
    v.pipe(
      docsSchema,
      v.description('Where rules are explained, with `{rule}` for the id.'),
      v.metadata({ default: '/v1/policy/rules/{rule}' }),
    ),
  ),
  environment: v.exactOptional(v.pipe(environmentSchema, v.description('What the surroundings of a pipeline are called.'))),
  defaults: v.exactOptional(
    v.pipe(
      v.array(defaultSchema),
      v.description('What is filled in where a definition says nothing, in this order, before anything is judged.'),
    ),
  ),
  rules: v.pipe(v.array(v.unknown()), v.description('The rules, in the order in which findings are told.')),
});
