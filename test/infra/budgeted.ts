import type { Metafile } from 'esbuild';
import { bundleFunctions } from '../../infra/stack/bundling.ts';
import { authorizerRow } from '../../infra/stack/endpoint-function.ts';
import { ruleGuides } from '../../lib/policy/guides/index.ts';
import { routes } from '../../lib/service/routes.ts';
import { testTeams } from '../support/teams.ts';

/** What the budget is about: every function, for a policy with rules of the types that the default one has. */
export function bundleBudgeted(folder: string): Promise<Metafile> {
  const rules = ['tags', 'log-groups', 'auto-disable', 'references', 'workflows', 'execution-role', 'pitfalls'].map((type) => ({
    id: type,
    type,
    ...ruleGuides.get(type)?.example,
  }));
  const operationIds = [...routes, authorizerRow].map(({ operationId }) => operationId);
  const teams = testTeams({ web: ['arn:aws:iam::111122223333:role/web-*'] });
  const organisation = { policy: { name: 'budget', version: '1', rules }, policyDigest: 'sha256-budget', teams };
  return bundleFunctions(operationIds, organisation, folder);
}
