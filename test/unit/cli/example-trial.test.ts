import { describe, expect, it } from 'vitest';
import { exampleProblems } from '../../../lib/cli/compile/example-trial.ts';
import { explainRule } from '../../../lib/policy/explain/explain.ts';
import { context, now, policyOf } from '../../support/policy-subjects.ts';

const environment = { accounts: { '111122223333': 'dev', '444455556666': 'prod' } };

function problemsOf(rule: Readonly<Record<string, unknown>>): readonly string[] {
  const written = { id: 'r', type: 'expression', at: '/description', message: 'a description is missing', ...rule };
  const document = { name: 'p', version: '1', environment, rules: [written] };
  return exampleProblems(document, ['web', 'payments'], now).map(({ path, message }) => `${path.join('/')} ${message}`);
}

const described = 'has(definition.description)';

describe('the example of a rule', () => {
  it.each([
    ['passes', { assert: described, example: { description: 'x' } }],
    [
      'passes where the rule is judged',
      { assert: described, environments: ['prod'], when: 'false', example: { tags: { a: 'b' } } },
    ],
    [
      'is of a container',
      {
        assert: described,
        example: { description: 'x', containerRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:container-recipe/x/1.0.0' },
      },
    ],
    ['is not there', { assert: described }],
  ])('may be shown when it %s', (_, rule) => {
    expect(problemsOf(rule)).toEqual([]);
  });

  it.each([
    [
      { assert: described, example: { tags: { a: 'b' } } },
      'rules/0/example is given as an example that passes, but does not: a description is missing',
    ],
    [
      { assert: described, level: 'audit', example: { status: 'DISABLED' } },
      'rules/0/example is given as an example that passes, but does not: a description is missing',
    ],
    [
      { assert: `context.environment == "dev" || ${described}`, example: {} },
      'rules/0/example is given as an example that passes, but does not, in account 444455556666 (prod): a description is missing',
    ],
    [
      { assert: described, example: { description: 7 } },
      'rules/0/example is not what Image Builder takes: description must be a text of 1 to 1024 characters, but is 7: write "7"',
    ],
  ])('is refused with what its own rule finds: %j', (rule, expected) => {
    expect(problemsOf(rule)).toEqual([expected]);
  });

  it('is left out where template and pattern of a name have none in common that could be told', () => {
    const { name: _, ...reader } = context;
    const explained = (template: string) =>
      explainRule(policyOf([{ id: 'n', type: 'naming', template, pattern: '[a-z]+-[0-9]{3}' }]), 'n', reader, now)?.example;
    expect(explained('{team}-*')).toEqual({});
    expect(explained('{team}-001')).toEqual({ name: 'web-001' });
  });
});
