import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch } from '../../lib/json/patch.ts';
import { isObject } from '../../lib/json/value.ts';
import { judge } from '../../lib/policy/engine.ts';
import type { RuleDocument } from '../../lib/policy/policy.ts';
import type { Finding, Verdict } from '../../lib/policy/verdict.ts';
import { compliant, context, now, patched, policyOf, subjectOf, verdictOf } from '../support/policy-subjects.ts';

const key = fc.constantFrom('team', 'Team', 'owner', 'cost-center', 'Cost_Center', 'constructor', 'toString', 'tmp-1');
const value = fc.constantFrom('web', 'Web', '', ' ', 'CC-1234', 'internal', '\u200b');

const demand = fc.oneof(
  fc.constant({}),
  fc.constantFrom('{team}', 'a', '{team}-{region}').map((equals) => ({ equals })),
  fc.constantFrom('CC-[0-9]{4}', '[a-z]+').map((pattern) => ({ pattern })),
  fc.uniqueArray(fc.constantFrom('web', 'internal', 'x'), { minLength: 1 }).map((oneOf) => ({ oneOf })),
);

const tagsRule = fc
  .record({
    on: fc.uniqueArray(fc.constantFrom('pipeline', 'images'), { minLength: 1 }),
    require: fc.dictionary(fc.constantFrom('team', 'owner', 'cost-center', 'constructor'), demand, {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    }),
    forbid: fc.subarray(['tmp-*', 'Te?m', '{name}*']),
  })
  .map((parameters) => ({ type: 'tags', ...parameters }));

const allow = fc.uniqueArray(fc.constantFrom('/imagebuilder/{team}/*', '/aws/imagebuilder/*', '/x/?/*', '/{environment}/logs'), {
  minLength: 1,
});
const group = fc.record({ allow, explicit: fc.boolean() });
const logGroupsRule = fc
  .tuple(group, fc.option(group, { nil: undefined }))
  .map(([image, pipeline]) => ({ type: 'log-groups', image, ...(pipeline && { pipeline }) }));

const autoDisableRule = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 5, max: 10 }))
  .map(([minimum, maximum]) => ({ type: 'auto-disable', minimum, maximum }));

const level = fc.constantFrom('enforce' as const, 'enforce' as const, 'warn' as const, 'audit' as const);

/** Random policies: rules of every type, with levels, their ids distinct. */
const rules = fc
  .array(fc.tuple(fc.oneof(tagsRule, logGroupsRule, autoDisableRule), level), { maxLength: 6 })
  .map((drawn) => drawn.map(([rule, of], index): RuleDocument => ({ id: `rule-${index}`, level: of, ...rule })));

const logName = fc.constantFrom('/imagebuilder/web/x', '/aws/imagebuilder/web', '/elsewhere', '/dev/logs');
const tags = fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true });

/** Random definitions of the right shape. */
const definition = fc
  .record(
    {
      tags,
      imageTags: tags,
      loggingConfiguration: fc.record(
        { imageLogGroupName: logName, pipelineLogGroupName: logName },
        { requiredKeys: [], noNullPrototype: true },
      ),
      schedule: fc.record(
        {
          scheduleExpression: fc.constant('cron(0 6 ? * mon *)'),
          autoDisablePolicy: fc.integer({ min: 1, max: 10 }).map((failureCount) => ({ failureCount })),
        },
        { requiredKeys: ['scheduleExpression'], noNullPrototype: true },
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .map((members) => {
    const { name, imageRecipeArn, infrastructureConfigurationArn } = compliant;
    return { name, imageRecipeArn, infrastructureConfigurationArn, ...members };
  });

const known = fc.record({ team: fc.constantFrom('web', 'a', null), environment: fc.constantFrom('dev', null) });

/** The same value with the members of every object in another order. */
function reordered(document: unknown): unknown {
  if (!isObject(document)) return document;
  return Object.fromEntries(
    Object.entries(document)
      .reverse()
      .map(([name, member]) => [name, reordered(member)]),
  );
}

function bySubstance(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => JSON.stringify(finding)).sort();
}

function substanceOf({ decision, violations, advisories, recorded, fix }: Verdict): unknown {
  return {
    decision,
    violations: bySubstance(violations),
    advisories: bySubstance(advisories),
    recorded: bySubstance(recorded),
    fix,
  };
}

describe('judging', () => {
  it('is deterministic', () => {
    fc.assert(
      fc.property(rules, definition, known, (documents, body, circumstances) => {
        expect(verdictOf(documents, body, circumstances)).toEqual(
          verdictOf(structuredClone(documents), structuredClone(body), circumstances),
        );
      }),
    );
  });

  it('does not depend on the order of keys, and on that of rules only in the order of findings', () => {
    fc.assert(
      fc.property(rules, definition, known, (documents, body, circumstances) => {
        const verdict = verdictOf(documents, body, circumstances);
        expect(substanceOf(verdictOf(documents, reordered(body), circumstances))).toEqual(substanceOf(verdict));
        expect(substanceOf(verdictOf(documents.toReversed(), body, circumstances))).toEqual(substanceOf(verdict));
      }),
    );
  });

  it('offers only verified fixes that really lead to a pass, by the product’s own patching and by another', () => {
    fc.assert(
      fc.property(rules, definition, known, (documents, body, circumstances) => {
        const { fix } = verdictOf(documents, body, circumstances);
        if (fix === null) return;
        expect(fix.verified ? fix.needsInput : fix.needsInput.length > 0).toEqual(fix.verified ? [] : true);
        const fixed = patched(body, fix.patch);
        expect(applyPatch(body, fix.patch)).toEqual(fixed);
        const again = verdictOf(documents, fixed, circumstances);
        expect(again.decision === 'allow').toBe(fix.verified);
        expect(new Set(again.violations.map(({ pointer }) => pointer))).toEqual(new Set(fix.needsInput));
      }),
    );
  });

  it('puts each finding right by its own fix', () => {
    fc.assert(
      fc.property(rules, definition, known, (documents, body, circumstances) => {
        for (const { rule, pointer, fix } of verdictOf(documents, body, circumstances).violations) {
          if (fix === undefined) continue;
          const again = verdictOf(documents, patched(body, fix), circumstances).violations;
          expect(again.filter((finding) => finding.rule === rule && finding.pointer === pointer)).toEqual([]);
        }
      }),
    );
  });

  it('takes no crash of a rule for a pass', () => {
    fc.assert(
      fc.property(rules, definition, fc.nat(), fc.anything(), (documents, body, place, thrown) => {
        fc.pre(documents.length > 0);
        const policy = policyOf(documents);
        const broken = policy.rules.map((rule, index) => {
          if (index !== place % documents.length) return rule;
          return {
            ...rule,
            judge: () => {
              throw thrown;
            },
          };
        });
        const { id, level } = policy.rules[place % documents.length] ?? {};
        const verdict = judge({ ...policy, rules: broken }, subjectOf(body), context, now);
        const outcome = verdict.outcomes.find(({ rule }) => rule === id);
        if (outcome?.outcome === 'skip') return;
        expect(outcome?.outcome).toBe('error');
        if (level?.(context, now).level !== 'enforce') {
          expect([...verdict.advisories, ...verdict.recorded].map(({ code }) => code)).toContain('not-evaluated');
          return;
        }
        expect(verdict.decision).toBe('error');
        expect(verdict.fix?.verified ?? false).toBe(false);
      }),
    );
  });
});
