import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../lib/json/pointer.ts';
import { isObject, type JsonObject } from '../../../lib/json/value.ts';
import definitionSchema from '../../../lib/pipeline/definition/definition.schema.json' with { type: 'json' };
import { narrowSchema } from '../../../lib/policy/explain/narrow.ts';
import type { PolicyDocument, RuleDocument } from '../../../lib/policy/policy.ts';
import { context, now, policyOf } from '../../support/policy-subjects.ts';

const { name: _, ...reader } = context;

function narrowed(
  rules: readonly RuleDocument[],
  rest: Partial<PolicyDocument> = {},
  known: Partial<typeof reader> = {},
): JsonObject {
  return narrowSchema(definitionSchema, policyOf(rules, rest), { ...reader, ...known }, now);
}

const tags = { id: 'tags', type: 'tags', require: { team: { equals: '{team}' }, 'cost-center': { pattern: 'CC-\\d{4}' } } };
const logs = { id: 'logs', type: 'log-groups', pipeline: { allow: ['/imagebuilder/{team}/*'], explicit: true } };
const autoDisable = { id: 'auto', type: 'auto-disable', maximum: 5 };
const pipelineLogs = '/properties/loggingConfiguration/properties/pipelineLogGroupName';

describe('narrowing the schema of a definition', () => {
  it('changes nothing without rules, and never its base', () => {
    const before = JSON.stringify(definitionSchema);
    expect(narrowed([])).toEqual(definitionSchema);
    narrowed([tags, logs, autoDisable]);
    expect(JSON.stringify(definitionSchema)).toBe(before);
  });

  it('says to a form what a tag must be', () => {
    const schema = narrowed([tags]);
    expect(schema['required']).toEqual(['name', 'infrastructureConfigurationArn', 'tags']);
    expect(valueAt(schema, '/properties/tags')).toMatchObject({
      required: ['team', 'cost-center'],
      properties: {
        team: { type: 'string', maxLength: 256, title: 'team', description: '"web"', const: 'web' },
        'cost-center': { type: 'string', maxLength: 256, pattern: '^(?:CC-\\d{4})$', examples: ['CC-0000'] },
      },
    });
  });

  it('says which log groups will do', () => {
    expect(valueAt(narrowed([logs]), pipelineLogs)).toMatchObject({
      description: expect.stringMatching(/^The name of a log group: .*; must match "\/imagebuilder\/web\/\*"$/),
      allOf: [{ pattern: '^(?:\\/imagebuilder\\/web\\/[\\s\\S]*)$' }],
    });
  });

  it('leaves to the caller what the organisation fills in, and shows it', () => {
    const at = '/loggingConfiguration/pipelineLogGroupName';
    const schema = narrowed([logs], { defaults: [{ at, value: '/imagebuilder/{team}/pipeline' }] });
    expect(schema['required']).toEqual(['name', 'infrastructureConfigurationArn']);
    expect(valueAt(schema, '/properties/loggingConfiguration/required')).toBeUndefined();
    expect(valueAt(schema, pipelineLogs)).toMatchObject({ default: '/imagebuilder/web/pipeline', allOf: [{}] });
  });

  it.each([
    [{ at: '/schedule/autoDisablePolicy', value: { failureCount: 3 }, when: '/schedule' }, undefined],
    [{ at: '/tags/owner', value: 'web' }, ['autoDisablePolicy']],
  ])('with the default %j', (filledIn, required) => {
    const schema = narrowed([autoDisable], { defaults: [filledIn] });
    expect(valueAt(schema, '/properties/schedule/anyOf/1/required')).toEqual(required);
  });

  it.each([
    ['a warning', { level: 'warn' }, {}],
    ['a rule that is only recorded here', { level: [{ environment: 'dev', level: 'audit' }, 'enforce'] }, {}],
    ['a rule that an exception of the team may lift', {}, { exceptions: [{ ...exceptionFor('tags'), team: 'web' }] }],
  ])('leaves out %s', (_case, level, rest) => {
    expect(narrowed([{ ...tags, ...level } as RuleDocument], rest)).toEqual(definitionSchema);
  });

  it.each([
    ['another team', { team: 'db' }],
    ['a day that has passed', { until: '2026-11-20' }],
  ])('keeps a rule whose exception is for %s', (_case, change) => {
    const schema = narrowed([tags], { exceptions: [{ ...exceptionFor('tags'), ...change }] });
    expect(valueAt(schema, '/properties/tags/required')).toEqual(['team', 'cost-center']);
  });

  it('admits nothing where the rule admits nothing, as for somebody without a team', () => {
    expect(valueAt(narrowed([tags], {}, { team: null }), '/properties/tags/properties/team')).toMatchObject({ not: {} });
    expect(valueAt(narrowed([logs], {}, { team: null }), `${pipelineLogs}/allOf`)).toEqual([{ not: {} }]);
  });

  it('joins what several rules say of one place', () => {
    const other = { id: 'more', type: 'tags', require: { 'cost-center': { oneOf: ['CC-1234', 'CC-9999'] } } };
    const place = valueAt(narrowed([tags, other]), '/properties/tags/properties/cost-center');
    expect(isObject(place) && [place['pattern'], place['enum']]).toEqual(['^(?:CC-\\d{4})$', ['CC-1234', 'CC-9999']]);
  });
});

function exceptionFor(rule: string) {
  return {
    id: 'EX-1',
    rules: [rule],
    team: 'web',
    pipelines: ['*'],
    admits: { '/tags/team': [null] },
    reason: 'move',
    ticket: 'T-1',
    requestedBy: 'a.meyer',
    approvedBy: 's.kaya',
    until: '2026-12-31',
  };
}
