import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch } from '../../lib/json/patch.ts';
import { parseDefinition } from '../../lib/pipeline/definition/definition.ts';
import { allRequested } from '../../lib/pipeline/judging/complete.ts';
import { completeProposal } from '../../lib/pipeline/judging/judge-proposal.ts';
import type { DefaultDocument } from '../../lib/policy/defaults.ts';
import { judge } from '../../lib/policy/engine.ts';
import type { ExceptionDocument } from '../../lib/policy/exceptions.ts';
import type { PolicyDocument, RuleDocument } from '../../lib/policy/policy.ts';
import type { Finding, Verdict } from '../../lib/policy/verdict.ts';
import { compliant, context, now, policyOf } from '../support/policy-subjects.ts';

const image = '/loggingConfiguration/imageLogGroupName';
const count = '/schedule/autoDisablePolicy/failureCount';
const level = fc.constantFrom('enforce' as const, 'enforce' as const, 'warn' as const, 'audit' as const);

/** Rules that want tags of their own, so that several of them together run out of room. */
const tagsRule = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'team'), { minLength: 1 })
  .map((keys) => ({ type: 'tags', require: Object.fromEntries(keys.map((key) => [key, { equals: `{team}-${key}` }])) }));
const forbidRule = fc.constantFrom('k1*', 'k2', 'K?').map((wildcard) => ({ type: 'tags', forbid: [wildcard] }));
const logsRule = fc
  .constantFrom('/imagebuilder/{team}/*', '/legacy/*', '/aws/imagebuilder/*')
  .chain((allowed) => fc.boolean().map((explicit) => ({ type: 'log-groups', image: { allow: [allowed], explicit } })));
const autoRule = fc.integer({ min: 1, max: 10 }).map((maximum) => ({ type: 'auto-disable', maximum }));
const otherRule = fc.constantFrom<{ readonly type: string; readonly [parameter: string]: unknown }>(
  { type: 'schedule', minimumGap: '24h', timezones: ['Etc/UTC'] },
  { type: 'image-tests' },
  { type: 'enhanced-metadata' },
  { type: 'execution-role', required: true },
  { type: 'naming', maximumLength: 20 },
);

const rules = fc
  .array(fc.tuple(fc.oneof(tagsRule, tagsRule, forbidRule, logsRule, autoRule, otherRule), level), { minLength: 1, maxLength: 6 })
  .map((drawn) => drawn.map(([rule, of], index): RuleDocument => ({ id: `rule-${index}`, level: of, ...rule })));

const exceptionFor = (ids: readonly string[]) =>
  fc
    .record({
      rules: fc.subarray([...ids], { minLength: 1 }),
      team: fc.constantFrom('web', 'payments'),
      pipelines: fc.subarray(['web-*', '*-base', 'api'], { minLength: 1 }),
      admits: fc.subarray(
        [
          [image, ['/elsewhere/*', null]],
          [count, [9, 10]],
          ['/schedule/autoDisablePolicy', [null]],
          ['/tags/a', [null]],
          ['/tags/team', ['pay*']],
        ] as const,
        { minLength: 1 },
      ),
      until: fc.constantFrom('2026-11-20', '2026-11-21', '2027-01-01'),
    })
    .map(({ admits, ...rest }): Omit<ExceptionDocument, 'id'> => {
      const { reason, ticket, requestedBy, approvedBy } = { reason: 'r', ticket: 't', requestedBy: 'a', approvedBy: 'b' };
      return { ...rest, admits: Object.fromEntries(admits), reason, ticket, requestedBy, approvedBy };
    });

const defaults = fc.subarray<DefaultDocument>([
  { at: image, value: '/imagebuilder/{team}/image' },
  { at: '/tags/team', value: '{team}-team' },
  { at: '/schedule/autoDisablePolicy', value: { failureCount: 5 }, when: '/schedule' },
]);

const policy: fc.Arbitrary<PolicyDocument> = rules.chain((documents) =>
  fc.tuple(fc.array(exceptionFor(documents.map(({ id }) => id)), { maxLength: 3 }), defaults).map(([exceptions, filled]) => ({
    name: 'p',
    version: '1',
    rules: documents,
    defaults: filled,
    exceptions: exceptions.map((exception, index) => ({ ...exception, id: `EX-${index}` })),
  })),
);

/** Definitions with no, few, and nearly as many tags as there can be. */
const definition = fc
  .record({
    tags: fc.constantFrom(0, 3, 47, 48, 49, 50).map((size) => Array.from({ length: size }, (_, index) => [`k${index}`, 'v'])),
    owned: fc.subarray([
      ['team', 'payments'],
      ['A', 'web-a'],
      ['b', 'web-b'],
    ]),
    group: fc.constantFrom(undefined, '/elsewhere/x', '/imagebuilder/web/x'),
    failures: fc.constantFrom(undefined, 3, 9),
    isScheduled: fc.boolean(),
  })
  .map(({ tags, owned, group, failures, isScheduled }) => ({
    name: compliant.name,
    imageRecipeArn: compliant.imageRecipeArn,
    infrastructureConfigurationArn: compliant.infrastructureConfigurationArn,
    tags: Object.fromEntries([...tags, ...owned].slice(-50)),
    ...(group === undefined ? {} : { loggingConfiguration: { imageLogGroupName: group } }),
    ...(isScheduled
      ? {
          schedule: {
            scheduleExpression: 'rate(1 day)',
            ...(failures === undefined ? {} : { autoDisablePolicy: { failureCount: failures } }),
          },
        }
      : {}),
  }));

/** By the way that a request takes. */
function verdictOn(document: PolicyDocument, body: unknown, at: Date = now): Verdict {
  const parsed = parseDefinition(body);
  if (!parsed.ok) throw new TypeError(`not a definition: ${JSON.stringify(parsed.problems)}`);
  const prepared = policyOf(document.rules, document);
  const { subject } = completeProposal({ definition: parsed.definition, originOf: allRequested }, prepared, context);
  return judge(prepared, subject, context, at);
}

const places = (findings: readonly Finding[]) => findings.map(({ rule, code, pointer }) => `${rule} ${code} ${pointer}`).sort();

describe('a policy with exceptions and defaults', () => {
  it('offers no fix that is no definition, and none as verified that does not pass, however many tags there are', () => {
    fc.assert(
      fc.property(policy, definition, (document, body) => {
        const { fix } = verdictOn(document, body);
        if (fix === null) return;
        const fixed = applyPatch(body, fix.patch);
        expect(parseDefinition(fixed).ok).toBe(true);
        expect(verdictOn(document, fixed).decision === 'allow').toBe(fix.verified);
      }),
      { numRuns: 500 },
    );
  });

  it('judges alike in whatever order rules and exceptions are written', () => {
    fc.assert(
      fc.property(policy, definition, (document, body) => {
        const { rules: written, exceptions = [] } = document;
        const turned = { ...document, rules: written.toReversed(), exceptions: exceptions.toReversed() };
        const [one, other] = [verdictOn(document, body), verdictOn(turned, body)];
        expect([other.decision, other.fix, other.exceptions]).toEqual([one.decision, one.fix, one.exceptions]);
        for (const of of ['violations', 'advisories', 'recorded', 'excepted'] as const)
          expect(places(other[of])).toEqual(places(one[of]));
      }),
    );
  });

  it('by an exception only moves findings, each to what is excepted', () => {
    fc.assert(
      fc.property(policy, definition, (document, body) => {
        const spared = verdictOn(document, body);
        const strict = verdictOn({ ...document, exceptions: [] }, body);
        expect(places([...spared.violations, ...spared.advisories, ...spared.excepted])).toEqual(
          places([...strict.violations, ...strict.advisories]),
        );
        expect(places(spared.recorded)).toEqual(places(strict.recorded));
        expect(spared.outcomes).toEqual(strict.outcomes);
        const total = spared.exceptions.reduce((sum, { findings }) => sum + findings, 0);
        expect(total).toBe(spared.excepted.length);
      }),
    );
  });

  it('has no exceptions once all have ended', () => {
    const after = new Date('2027-01-02T00:00:00Z');
    fc.assert(
      fc.property(policy, definition, (document, body) => {
        expect(verdictOn(document, body, after)).toEqual(verdictOn({ ...document, exceptions: [] }, body, after));
      }),
    );
  });

  it('never fills in a default over what is there', () => {
    fc.assert(
      fc.property(policy, definition, (document, body) => {
        const parsed = parseDefinition(body);
        if (!parsed.ok) throw new TypeError('not a definition');
        const prepared = policyOf(document.rules, document);
        const { resulting } = completeProposal({ definition: parsed.definition, originOf: allRequested }, prepared, context);
        expect(resulting).toMatchObject(parsed.definition);
        expect(parseDefinition(resulting).ok).toBe(true);
      }),
    );
  });
});
