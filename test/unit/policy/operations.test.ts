import { describe, expect, it } from 'vitest';
import { describePolicy } from '../../../lib/policy/explain/explain.ts';
import { narrowSchema } from '../../../lib/policy/explain/narrow.ts';
import { loadPolicy } from '../../../lib/policy/load/load.ts';
import type { RuleDocument } from '../../../lib/policy/policy.ts';
import { context, definitionWith, now, policyOf, verdictOf } from '../../support/policy-subjects.ts';

const rule: RuleDocument = { id: 'x', type: 'tags', require: { none: {} } };

describe('the operations of a rule', () => {
  it.each<[RuleDocument['operations'], string]>([
    [undefined, 'findings'],
    [['write'], 'findings'],
    [['start', 'write', 'delete'], 'findings'],
    [['start'], 'skip'],
    [['delete'], 'skip'],
  ])('%j make a write be judged with %s', (operations, outcome) => {
    const { outcomes, decision } = verdictOf([operations === undefined ? rule : { ...rule, operations }], definitionWith({}));
    expect(outcomes).toMatchObject([
      { rule: 'x', outcome, ...(outcome === 'skip' ? { reason: 'the rule is not about writing pipelines' } : { count: 1 }) },
    ]);
    expect(decision).toBe(outcome === 'skip' ? 'allow' : 'deny');
  });

  it('are told to whoever reads the rules, with what becomes of starts', () => {
    const rules = [rule, { ...rule, id: 'y', operations: ['delete'] as const }, { ...rule, id: 'z', existing: 'allow' as const }];
    const told = describePolicy(policyOf(rules), context, now).rules;
    const demand = 'The tags must include none.';
    expect(told.map(({ operations, executions, summary }) => [operations, executions, summary])).toEqual([
      [['write', 'start'], 'refuse', demand],
      [['delete'], null, `${demand} It is judged when a pipeline is deleted.`],
      [['write', 'start'], 'warn', demand],
    ]);
  });

  it('narrow a form only where they are about writes', () => {
    const narrowed = (operations: RuleDocument['operations']) =>
      narrowSchema({ type: 'object', properties: {} }, policyOf([{ ...rule, operations }]), context, now);
    expect(narrowed(['write', 'delete'])['required']).toEqual(['tags']);
    expect(narrowed(['start'])['required']).toBeUndefined();
  });

  it.each<[string, readonly string[]]>([
    ['operations: []', ['4:58 /rules/0/operations must name at least one operation']],
    ['operations: [read]', ['4:59 /rules/0/operations/0 must be write, start or delete, not the text "read"']],
    ['executions: never', ['4:58 /rules/0/executions must be refuse, warn or allow, not the text "never"']],
    [
      'operations: [delete], executions: warn',
      ['4:80 /rules/0/executions is about starts, and the operations of the rule leave them out'],
    ],
    ['operations: [start], executions: warn', []],
  ])('are checked when they are loaded: %s', (written, problems) => {
    const text = `name: p\nversion: "1"\nrules:\n  - { id: x, type: auto-disable, maximum: 5, ${written} }\n`;
    const loaded = loadPolicy(text, 'policy.yaml');
    const found = loaded.ok ? [] : loaded.problems;
    expect(found.map(({ line, column, pointer, message }) => `${line}:${column} ${pointer} ${message}`)).toEqual(problems);
  });
});
