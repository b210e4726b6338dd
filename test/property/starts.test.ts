import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, type PatchOperation } from '../../lib/json/patch.ts';
import type { RuleDocument } from '../../lib/policy/policy.ts';
import { neighbours } from '../support/neighbours.ts';
import { definitionWith } from '../support/policy-subjects.ts';

const name = 'web-base';
const keys = ['stage', 'reason', 'tmp-x', 'team', 'a/b', 'Stage'];
const tags = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('beta', 'web', 'payments', ''), { maxKeys: 4 });

const rule = fc.record({
  type: fc.constant('tags'),
  on: fc.constantFrom(['images'], ['pipeline', 'images']),
  require: fc.dictionary(
    fc.constantFrom('stage', 'reason', 'team'),
    fc.constantFrom({}, { equals: 'beta' }, { equals: '{team}' }),
    {
      maxKeys: 2,
    },
  ),
  forbid: fc.constantFrom(['tmp-*'], ['none']),
  level: fc.constantFrom('enforce', 'warn', 'audit'),
  executions: fc.constantFrom('refuse', 'warn', 'allow'),
});
const rules = fc
  .array(rule, { minLength: 1, maxLength: 3 })
  .map((list) => list.map((each, index) => ({ ...each, id: `r${index}` }) as RuleDocument)); // dictionaries of constants

const given = fc.record({ rules, imageTags: tags, pipelineTags: tags, body: fc.option(fc.record({ tags }), { nil: undefined }) });

function houseOf({
  rules: list,
  imageTags,
  pipelineTags,
}: {
  rules: readonly RuleDocument[];
  imageTags: object;
  pipelineTags: object;
}) {
  const house = neighbours({ policy: { name: 'p', version: '1', rules: list } });
  house.hold({ name: 'Web Base', ...definitionWith({ imageTags, tags: { ...pipelineTags, team: 'web' } }) });
  return {
    start: (body: object | undefined) => house.ask('web', 'startExecution', { name, ...(body === undefined ? {} : { body }) }),
    dryRun: (body: object | undefined) => house.ask('web', 'evaluatePolicy', { body: { operation: 'start', name, ...body } }),
  };
}

describe('the start of an execution', () => {
  it('gets what its dry run says', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ({ body, ...rest }) => {
        const { start, dryRun } = houseOf(rest);
        const [evaluation, answer] = [await dryRun(body), await start(body)];
        const { json } = evaluation;
        expect(answer.status).toBe(evaluation.status === 403 ? 403 : json.decision === 'allow' ? 202 : 422);
        if (answer.status === 202) {
          const { 'imagegate:started-by': _, ...borne } = answer.json.tags;
          expect(borne).toEqual(json.resulting.tags);
        } else if (answer.status === 422) {
          const { violations, advisories, excepted, fix } = json;
          expect(answer.json).toMatchObject({ violations, advisories, excepted, fix });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never makes an image that is another’s', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ({ body, ...rest }) => {
        const { status, json } = await houseOf(rest).start(body);
        if (status === 202) expect(json.tags.team).toBe('web');
      }),
      { numRuns: 200 },
    );
  });

  it('is let through once a fix that is said to be verified is applied', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ({ body, ...rest }) => {
        const { start } = houseOf(rest);
        const { json } = await start(body);
        if (json.fix?.verified !== true) return;
        const patch: readonly PatchOperation[] = json.fix.patch;
        const mended = applyPatch(body ?? {}, patch);
        expect((await start(mended as object)).status).toBe(202); // an object, as it was before
      }),
      { numRuns: 300 },
    );
  });
});
