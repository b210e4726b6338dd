import { scopes } from '../../lib/identity/scopes.ts';
import type { PolicyDocument } from '../../lib/policy/policy.ts';
import type { JudgingRuntime } from '../../lib/service/runtime.ts';
import type { RequestRecord } from '../../lib/service/telemetry.ts';
import { checkedPolicy } from './checked-policy.ts';
import { testTeams } from './teams.ts';

export interface TestRuntime extends JudgingRuntime {
  /** What was logged. */
  readonly records: RequestRecord[];
}

export const openPolicy: PolicyDocument = { name: 'open', version: '1', rules: [] };

/** A runtime with a fixed clock, counted ids and a policy of the test's own. */
export function testRuntime(policy: PolicyDocument = openPolicy, corsOrigins: readonly string[] = []): TestRuntime {
  const records: RequestRecord[] = [];
  let ids = 0;
  return {
    deployment: { account: '111122223333', region: 'eu-west-1', partition: 'aws' },
    policy: checkedPolicy(policy),
    policyDigest: 'sha256-test',
    // An admin, so that only what is about ownership has to care whose a pipeline is.
    teams: testTeams({ web: [{ role: 'arn:aws:iam::111122223333:role/web-*', scopes }] }),
    corsOrigins,
    telemetry: { record: (record) => records.push(record) },
    clock: () => new Date('2026-11-22T12:00:00Z'),
    timer: () => 0,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    records,
  };
}
