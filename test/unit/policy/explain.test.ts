import { describe, expect, it } from 'vitest';
import { describePolicy, explainRule } from '../../../lib/policy/explain/explain.ts';
import type { RuleDocument } from '../../../lib/policy/policy.ts';
import { context, definitionWith, now, policyOf, verdictOf } from '../../support/policy-subjects.ts';

const rules: RuleDocument[] = [
  {
    id: 'tags',
    type: 'tags',
    on: ['pipeline', 'images'],
    require: { team: { equals: '{team}' }, cc: { pattern: 'CC-[0-9]{4}' }, class: { oneOf: ['a', 'b'] }, owner: {} },
    forbid: ['tmp-*'],
    description: 'Costs are charged by them.',
    remedy: 'Ask FinOps.',
    level: [{ environment: 'dev', level: 'warn' }, 'enforce'],
  },
  {
    id: 'logs',
    type: 'log-groups',
    image: { allow: ['/{team}/{name}/*', '/shared/?'] },
    pipeline: { allow: ['/{team}/*'], explicit: true },
  },
  { id: 'auto', type: 'auto-disable', minimum: 2, maximum: 4 },
  { id: 'auto-any', type: 'auto-disable' },
];

const { name: _, ...reader } = context;
const policy = policyOf(rules);

describe('describing a policy', () => {
  it('says what applies to the reader', () => {
    expect(describePolicy(policy, reader, now)).toMatchObject({
      name: 'test',
      version: '1',
      digest: 'sha256-test',
      team: 'web',
      environment: 'dev',
      rules: [
        {
          id: 'tags',
          type: 'tags',
          level: 'warn',
          levelFrom: 'environment dev',
          summary: 'The tags and image tags must include team, cc, class and owner and must not include "tmp-*".',
          parameters: { require: { team: { equals: 'web' } } },
          docs: '/v1/policy/rules/tags',
        },
        {
          summary:
            'The image log group must match "/web/{name}/*" or "/shared/?", and the pipeline log group must match "/web/*".',
          parameters: { pipeline: { allow: ['/web/*'], explicit: true } },
        },
        { level: 'enforce', levelFrom: 'default', summary: 'A schedule must state failureCount, at least 2 and at most 4.' },
        { summary: 'A schedule must state failureCount.', parameters: {} },
      ],
    });
  });

  it('is data: it survives JSON unchanged', () => {
    const description = describePolicy(policy, { ...reader, team: null }, now);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
  });
});

describe('explaining a rule', () => {
  it('says what, why, and how to satisfy it', () => {
    expect(explainRule(policy, 'tags', reader, now)).toMatchObject({
      why: 'Costs are charged by them.',
      remedy: 'Ask FinOps.',
      howToSatisfy: [
        'Set the tag and image tag team to "web".',
        'Set the tag and image tag cc to a value that matches "CC-[0-9]{4}", for example "CC-0000".',
        'Set the tag and image tag class to "a" or "b".',
        'Set the tag and image tag owner to any value that is not blank.',
        'Leave out keys that match "tmp-*".',
      ],
      codes: expect.arrayContaining([{ code: 'missing', meaning: expect.any(String) }]),
    });
  });

  it.each(rules.map(({ id }) => id))('gives an example for %s that passes', (id) => {
    const explanation = explainRule(policy, id, reader, now);
    const named = JSON.stringify(explanation?.example).replaceAll('{name}', context.name);
    const body = definitionWith({ tags: undefined, loggingConfiguration: undefined, ...JSON.parse(named) });
    expect(
      verdictOf(
        rules.filter((rule) => rule.id === id),
        body,
      ),
    ).toMatchObject({ decision: 'allow', advisories: [] });
  });

  it.each(['nothing', '', '__proto__', 'constructor'])('knows no rule %j', (id) => {
    expect(explainRule(policy, id, reader, now)).toBeUndefined();
  });
});
