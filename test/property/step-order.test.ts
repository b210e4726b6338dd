import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../lib/pipeline/definition/definition.ts';
import { judgeStanding } from '../../lib/pipeline/judging/judge-stored.ts';
import { type Move, stepOrder } from '../../lib/pipeline/writing/step-order.ts';
import type { RuleDocument } from '../../lib/policy/policy.ts';
import { maximumTags } from '../../lib/service-limits.ts';
import { arnOf } from '../support/pipelines.ts';
import { testRuntime } from '../support/runtime.ts';

const keys = ['a', 'b', 'c'];
const tags = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('0', '1'));
const definition = fc.record({ role: fc.constantFrom('plain', 'hard'), tags }).map(
  ({ role, tags: own }): Definition => ({
    name: 'web',
    imageRecipeArn: arnOf('image-recipe', 'web/1.4.0'),
    infrastructureConfigurationArn: arnOf('infrastructure-configuration', 'std'),
    executionRole: role,
    tags: { team: 'web', ...own },
  }),
);

/** Rules that tie a tag to the role, or to another tag. */
const tie = fc
  .record({ key: fc.constantFrom(...keys), value: fc.constantFrom('0', '1'), other: fc.constantFrom(...keys, 'role') })
  .map(({ key, value, other }, index = 0): RuleDocument => {
    const holds = other === 'role' ? 'definition.executionRole == "hard"' : `"${other}" in definition.tags`;
    return {
      id: `tie-${key}-${value}-${other}-${index}`,
      type: 'expression',
      assert: `!("${key}" in definition.tags) || definition.tags["${key}"] != "${value}" || (${holds})`,
      at: [`/tags/${key}`],
      message: `${key} = ${value} needs ${other}`,
      example: {},
    };
  });
const rules = fc.uniqueArray(tie, { maxLength: 4, selector: ({ id }) => id });

describe('the order of the calls of a write', () => {
  it('leads from the pipeline as it stands to the one that results, and breaks no rule anew on the way', () => {
    let orders = 0;
    fc.assert(
      fc.property(definition, definition, rules, (current, resulting, documents) => {
        const court = testRuntime({ name: 'ties', version: '1', rules: documents });
        const changesSettings = current.executionRole !== resulting.executionRole;
        const brokenBy = (state: Definition) =>
          judgeStanding(state, court).verdict.violations.map(({ fingerprint }) => fingerprint);
        const known = new Set([...brokenBy(current), ...brokenBy(resulting)]);
        const order = stepOrder({ current, resulting, changesSettings }, court);
        if (!order.ok) {
          expect(order.verdict.violations.length).toBeGreaterThan(0);
          return;
        }
        orders += 1;
        const states = walk(order.moves, current, resulting);
        for (const state of states.slice(0, -1)) expect(brokenBy(state).filter((each) => !known.has(each))).toEqual([]);
        expect(states.at(-1) ?? current).toEqual(resulting);
      }),
      { numRuns: 1_000 },
    );
    expect(orders).toBeGreaterThan(700);
  });

  it('never leads to more tags than there is room for', () => {
    const many = fc.uniqueArray(fc.integer({ min: 0, max: 70 }), { maxLength: maximumTags });
    fc.assert(
      fc.property(many, many, fc.boolean(), (before, after, changesSettings) => {
        const [current, resulting] = [before, after].map((numbers, index) => ({
          name: 'web',
          infrastructureConfigurationArn: arnOf('infrastructure-configuration', changesSettings ? `i${index}` : 'i'),
          tags: Object.fromEntries(numbers.map((number) => [`k${number}`, ''])),
        }));
        if (current === undefined || resulting === undefined) return;
        const order = stepOrder({ current, resulting, changesSettings }, testRuntime());
        const states = walk(order.ok ? order.moves : [], current, resulting);
        for (const state of states) expect(Object.keys(state.tags ?? {}).length).toBeLessThanOrEqual(maximumTags);
        expect(states.at(-1) ?? current).toEqual(resulting);
      }),
      { numRuns: 200 },
    );
  });
});

function walk(moves: readonly Move[], current: Definition, resulting: Definition): Definition[] {
  let state = current;
  return moves.map((move) => {
    if (move.name === 'update-settings') state = { ...resulting, tags: state.tags ?? {} };
    else if (move.name === 'add-tags') state = { ...state, tags: { ...state.tags, ...move.tags } };
    else {
      const kept = Object.entries(state.tags ?? {}).filter(([key]) => !move.keys.includes(key));
      state = { ...state, tags: Object.fromEntries(kept) };
    }
    return state;
  });
}
