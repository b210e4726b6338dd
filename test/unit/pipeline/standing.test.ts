import { describe, expect, it } from 'vitest';
import { completeDefinition } from '../../../lib/pipeline/judging/complete.ts';
import { judgeStanding } from '../../../lib/pipeline/judging/judge-stored.ts';
import { judge } from '../../../lib/policy/engine.ts';
import type { PolicyDocument } from '../../../lib/policy/policy.ts';
import { neighbours, type Who } from '../../support/neighbours.ts';
import { testRuntime } from '../../support/runtime.ts';
import { minimal } from './sound.ts';

const policy: PolicyDocument = {
  name: 'p',
  version: '1',
  rules: [{ id: 'tags', type: 'tags', require: { team: { equals: '{team}' }, group: { equals: '{team}' } } }],
};
const name = 'web-base';
const readers: readonly Who[] = ['web', 'payments', 'platform', 'stranger'];

describe('a pipeline that stands', () => {
  it.each([
    [{ team: 'payments', group: 'payments' }, []],
    [{ team: 'payments', group: 'web' }, ['/tags/group']],
    [{ team: 'payments' }, ['/tags/group']],
    // Where it is nobody's, a rule that asks for the team can be satisfied by nothing.
    [{ team: 'nobody', group: 'nobody' }, ['/tags/group', '/tags/team']],
    [{}, ['/tags/group', '/tags/team']],
  ])('is judged for the team that it belongs to, whoever reads it: %j', async (tags, pointers) => {
    const house = neighbours({ policy });
    house.hold({ ...minimal, tags });
    for (const who of readers) {
      const { compliance } = (await house.ask(who, 'getPipeline', { name })).json;
      expect(compliance.findings.map((finding: { pointer: string }) => finding.pointer)).toEqual(pointers);
      const { findings: _, ...counts } = compliance;
      const { items } = (await house.ask(who, 'listPipelines')).json;
      expect(items[0].compliance).toEqual(counts);
      const wanted = { query: { compliance: ['violating'] } };
      expect((await house.ask(who, 'listPipelines', wanted)).json.items).toHaveLength(pointers.length === 0 ? 0 : 1);
    }
  });

  it('has findings about what is there, and none about a request', async () => {
    const house = neighbours({ policy });
    house.hold({ ...minimal, tags: { team: 'payments', group: 'x' } });
    const { findings } = (await house.ask('payments', 'getPipeline', { name })).json.compliance;
    expect(findings.map((finding: { origin: string }) => finding.origin)).toEqual(['existing']);
  });

  it('is judged in the answer to its creation as in a look at it later', async () => {
    const warning: PolicyDocument = { ...policy, rules: policy.rules.map((rule) => ({ ...rule, level: 'warn' })) };
    const house = neighbours({ policy: warning });
    const created = await house.ask('web', 'createPipeline', { body: { ...minimal, tags: { team: 'web' } } });
    const found = await house.ask('payments', 'getPipeline', { name });
    expect(created.json.compliance.advisories).toBe(1);
    expect(created.json.compliance).toEqual(found.json.compliance);
  });

  it('is judged without working out how to mend it, and otherwise as anything is', () => {
    const court = testRuntime(policy);
    const definition = { ...minimal, tags: { team: 'web' } };
    const { account, region } = court.deployment;
    const context = { team: 'web', environment: null, account, region, name };
    const verdict = judge(court.policy, completeDefinition(definition, () => 'existing').subject, context, court.clock());
    expect(verdict.fix).not.toBeNull();
    expect(judgeStanding(definition, court).verdict).toEqual({ ...verdict, fix: null });
  });
});
