import * as v from 'valibot';
import { keyed } from '../../file/map-schema.ts';
import { judgedOperations, startings, usualOperations } from '../subject/operation.ts';
import { defaultSchema } from './default-schema.ts';
import { levelDocumentSchema } from './level-schema.ts';
import { scopeEntries } from './scope-schema.ts';

const text = (longest: number) =>
  v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(longest, `may have at most ${longest} characters`));

const startingSchema = v.picklist(startings);

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
        '`enforce` refuses, `warn` lets pass and tells the caller, `audit` lets pass and only records, `off` is not judged. Or a list, of which the first entry that applies counts.',
      ),
      v.metadata({ default: 'enforce' }),
    ),
  ),
  ...scopeEntries,
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
  operations: v.exactOptional(
    v.pipe(
      v.array(v.picklist(judgedOperations)),
      v.nonEmpty('must name at least one operation'),
      v.description(
        'What the rule is about: `write` is to create, replace or patch a pipeline, `start` to start an execution, `delete` to delete a pipeline. A start is judged by the pipeline as it stands, the tags that the image will get in the place of its `imageTags`; a deletion by the pipeline as it stands.',
      ),
      v.metadata({ default: usualOperations }),
    ),
  ),
  executions: v.exactOptional(
    v.pipe(
      startingSchema,
      v.description(
        'What becomes of the start of a pipeline that breaks the rule as it stands; what the tags of the start break is refused all the same. Without it, what the policy says; with `existing: allow`, `warn` where that is `refuse`.',
      ),
    ),
  ),
  description: v.exactOptional(
    v.pipe(text(1000), v.description('Why the organisation has this rule; shown to anyone who asks about it.')),
  ),
  remedy: v.exactOptional(
    v.pipe(text(1000), v.description('What its owner advises when it is broken; shown with every finding.')),
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
  regions: v.exactOptional(
    v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^[a-z]{2,}(?:-[a-z]+)+-\d$/, 'must be the name of a Region, such as eu-west-1'))),
      v.nonEmpty('must have at least one entry'),
      v.description('The Regions that imagegate is deployed in. Without it, rules may name any Region of AWS.'),
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
  extends: v.exactOptional(
    v.pipe(
      text(1000),
      v.description(
        'A policy that this one lies over, as a file relative to it. Rules and defaults are added to those of that one; a rule with the id of one there makes it stricter.',
      ),
    ),
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
  executions: v.exactOptional(
    v.pipe(
      startingSchema,
      v.description(
        'What becomes of the start of a pipeline that breaks rules as it stands: `refuse` does so where a rule is enforced, `warn` starts it and tells the caller, `allow` starts it and only records. Rules may say otherwise for themselves.',
      ),
      v.metadata({ default: 'refuse' }),
    ),
  ),
  rules: v.pipe(v.array(v.unknown()), v.description('The rules, in the order in which findings are told.')),
});

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
