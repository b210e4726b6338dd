import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../../lib/json/value.ts';
import { parseDefinition } from '../../../lib/pipeline/definition/definition.ts';
import { normaliseName } from '../../../lib/pipeline/definition/name.ts';
import { explainRule } from '../../../lib/policy/explain/explain.ts';
import { ruleGuides } from '../../../lib/policy/guides/index.ts';
import type { RuleDocument } from '../../../lib/policy/policy.ts';
import { ruleTypes } from '../../../lib/policy/rules/index.ts';
import { rulesOfEveryType } from '../../bench/rules-of-every-type.ts';
import { compliant, context, definitionWith, now, policyOf, verdictOf } from '../../support/policy-subjects.ts';

/** Rules whose explanation has to be more than words: what it shows must pass. */
const demanding: readonly (readonly [string, Record<string, unknown>])[] = [
  ['schedule', { required: true }],
  ['schedule', { forbidden: true }],
  ['schedule', { minimumGap: '300d' }],
  ['schedule', { maximumGap: '2h', timezones: ['Asia/*'] }],
  ['schedule', { hours: ['22:30-02:00'], timezones: ['Europe/*'], startCondition: 'always', minimumGap: '20h' }],
  ['schedule', { minimumGap: '100d', maximumGap: '200d' }],
  ['references', { recipes: { kinds: ['container'], allow: ['aws/x-*'], floating: 'require' } }],
  ['references', { distribution: { required: true } }],
  ['references', { infrastructure: { allow: ['4444????6666/std-?'] } }],
  ['execution-role', { required: true }],
  ['execution-role', { allow: ['service/*/builder-?'] }],
  ['workflows', { require: ['build', 'test', 'distribution'], maximum: 3, onFailure: 'CONTINUE' }],
  ['workflows', { maximum: 0 }],
  ['naming', { pattern: '[A-Z]{2}-[0-9]{3}', on: ['display'] }],
  ['naming', { minimumLength: 40 }],
  ['naming', { maximumLength: 3 }],
  ['naming', { template: '{team}-*', minimumLength: 20, maximumLength: 30 }],
  ['pitfalls', {}],
  ['tags', { require: { team: { equals: '{team}' } } }],
];

const cases = [...Array.from(ruleGuides, ([type, { example }]) => [type, example] as const), ...demanding];

describe('rule types', () => {
  it.each(cases)('%s %j explains itself by a definition that passes', (type, parameters) => {
    const rule: RuleDocument = { id: 'rule', type, ...parameters };
    const { name: _, ...reader } = context;
    const explained = explainRule(policyOf([rule]), 'rule', reader, now);
    expect(explained?.summary).toMatch(/^[A-Z`].*\.$/);
    for (const sentence of explained?.howToSatisfy ?? []) expect(sentence).toMatch(/^[A-Z`]/);
    const example = explained?.example ?? {};
    const container = 'containerRecipeArn' in example ? { imageRecipeArn: undefined } : {};
    const bare = example['schedule'] === undefined ? { schedule: undefined } : {};
    const body = definitionWith({ ...bare, ...container, ...structuredClone(example) });
    expect(parseDefinition(body)).toMatchObject({ ok: true });
    const name = normaliseName(typeof body['name'] === 'string' ? body['name'] : compliant.name);
    expect(verdictOf([rule], body, { name })).toMatchObject({ decision: 'allow', advisories: [] });
  });

  it('are all among those that benchmarks measure', () => {
    const measured = rulesOfEveryType(ruleTypes.size).map(({ type }) => type);
    expect(measured.sort()).toEqual([...ruleTypes.keys()].sort());
  });

  it('have a guide each, in the same order', () => {
    expect([...ruleGuides.keys()]).toEqual([...ruleTypes.keys()]);
  });

  it.each([...ruleGuides])('%s is named by its type and documents codes and parameters', (name, guide) => {
    expect([guide.type, ruleTypes.get(name)?.type]).toEqual([name, name]);
    expect(guide.purpose).toMatch(/^[A-Z].*\.$/);
    for (const [code, meaning] of Object.entries(guide.codes)) {
      expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(meaning).toMatch(/^[a-zA-Z].*\.$/);
    }
    expect(isObject(guide.example)).toBe(true);
    expect(v.safeParse(guide.parameters, guide.example).success).toBe(true);
    expect(v.safeParse(guide.parameters, { ...guide.example, stranger: 1 }).success).toBe(false);
  });
});
