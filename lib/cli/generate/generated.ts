import { exceptionsFileSchema, policyFileSchema, teamsFileSchema } from './file-schemas.ts';
import { ruleReference } from './reference.ts';

/**
 * The files that are made from the rule types, by their names in `infra/organisation`; how JSON is laid out is left to the
 * formatter.
 */
export function generatedFiles(): ReadonlyMap<string, string> {
  const json = (schema: object) => `${JSON.stringify(schema, null, 2)}\n`;
  return new Map([
    ['RULES.md', ruleReference()],
    ['policy.schema.json', json(policyFileSchema())],
    ['exceptions.schema.json', json(exceptionsFileSchema())],
    ['teams.schema.json', json(teamsFileSchema())],
  ]);
}
