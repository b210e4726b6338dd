import type { Caller } from '../identity/caller.ts';
import type { JsonObject } from '../json/value.ts';
import { narrowSchema } from '../policy/explain/narrow.ts';
import definitionJsonSchema from './definition/definition.schema.json' with { type: 'json' };
import type { Court } from './judging/ports.ts';

/** Drafts of JSON Schema that a form may want, as the query names them. */
export const drafts = ['07', '2020-12'] as const;

export type Draft = (typeof drafts)[number];

const dialects: Readonly<Record<Draft, string>> = {
  '07': 'http://json-schema.org/draft-07/schema#',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

/** The JSON Schema of a definition as this caller may write it. What it cannot say, an evaluation of the definition does. */
export function formSchema(
  draft: Draft,
  caller: Pick<Caller, 'team'>,
  { policy, deployment, clock }: Pick<Court, 'policy' | 'deployment' | 'clock'>,
): JsonObject {
  const { account, region } = deployment;
  const reader = { team: caller.team, environment: policy.environmentOf(account), account, region };
  const { name, version } = policy.document;
  return {
    $schema: dialects[draft],
    $comment: `Narrowed by the policy ${name} ${version}, ${policy.digest}. Rules that JSON Schema cannot say are left to evaluations.`,
    ...narrowSchema(definitionJsonSchema, policy, reader, clock()),
  };
}
