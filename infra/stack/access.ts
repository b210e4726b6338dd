import { Aws } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  type IPrincipal,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { StackSettings } from '../settings/settings.ts';

/**
 * Who may reach the API, beyond what each caller's own policies say; `undefined`: every principal of this account whose policies
 * allow it. How both are weighed: API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow".
 */
export function resourcePolicy(settings: StackSettings): PolicyDocument | undefined {
  const { auth, endpoint, vpcEndpoints, addressRanges, organisationId, corsOrigins } = settings;
  const statements: PolicyStatement[] = [];

  if (endpoint === 'private') {
    statements.push(statement(Effect.DENY, new AnyPrincipal(), { StringNotEquals: { 'aws:SourceVpce': vpcEndpoints } }));
  }
  if (addressRanges.length > 0) {
    statements.push(statement(Effect.DENY, new AnyPrincipal(), { NotIpAddress: { 'aws:SourceIp': addressRanges } }));
  }
  if (organisationId !== null) {
    // Not of this account: its principals would be let in by this statement alone, without a policy of their own that allows it.
    const conditions = {
      StringEquals: { 'aws:PrincipalOrgID': organisationId },
      StringNotEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID },
    };
    statements.push(statement(Effect.ALLOW, new AnyPrincipal(), conditions));
  }
  if (statements.length === 0) return undefined;

  if (auth === 'jwt') {
    // No principal of AWS can be told from a token; the authorizer decides about it.
    statements.push(statement(Effect.ALLOW, new AnyPrincipal()));
    return new PolicyDocument({ statements });
  }
  // To name the account leaves it to its own policies, as without a resource policy.
  statements.push(statement(Effect.ALLOW, new AccountRootPrincipal()));
  // A browser asks before it signs, and under a resource policy what is not signed needs to be allowed by it.
  if (corsOrigins.length > 0) statements.push(statement(Effect.ALLOW, new AnyPrincipal(), {}, 'execute-api:/*/OPTIONS/*'));
  return new PolicyDocument({ statements });
}

function statement(effect: Effect, principal: IPrincipal, conditions: object = {}, resource = 'execute-api:/*'): PolicyStatement {
  return new PolicyStatement({
    effect,
    principals: [principal],
    actions: ['execute-api:Invoke'],
    resources: [resource],
    conditions: { ...conditions },
  });
}
