import type { APIGatewayAuthorizerResult, Context } from 'aws-lambda';
import * as v from 'valibot';
import { bearerToken } from '../identity/bearer.ts';
import { type CallerContext, contextOf, identityContext } from '../identity/context.ts';
import { type Lanes, laneKeyOf } from '../identity/lane.ts';
import type { Proof } from '../identity/proof.ts';
import { quotable } from '../identity/quotable.ts';
import { callerFromProof, type TeamsDocument } from '../identity/teams.ts';
import { proofOf } from '../identity/token-proof.ts';
import type { Verifier } from '../identity/verifier.ts';
import { Forbidden, Unauthenticated } from '../problem/errors.ts';
import type { AuthorizationRecord } from '../service/telemetry.ts';
import { requestIdOf } from './request-id.ts';

export interface Authorizing {
  readonly teams: TeamsDocument;
  readonly verifier: Verifier;
  /** Into which callers are dealt, where API Gateway counts by them. */
  readonly lanes?: Lanes | undefined;
  readonly record: (record: AuthorizationRecord) => void;
}

/**
 * The authorizer of the REST API, asked with the whole request. It answers for the whole stage, because API Gateway keeps the
 * answer for the token's next request, which may be for another route. Its ways to refuse are those that API Gateway knows: a
 * policy that denies is a 403, an error of the name `Unauthorized` a 401, any other error a failure. Source: API Gateway
 * Developer Guide, "Output from an API Gateway Lambda authorizer".
 */
export function authorizer({ teams, verifier, lanes, record }: Authorizing) {
  return async (event: unknown, { awsRequestId }: Pick<Context, 'awsRequestId'>): Promise<APIGatewayAuthorizerResult> => {
    const request = v.parse(eventSchema, event);
    const ids = { ...idsOf(request), invocationId: awsRequestId };
    let proof: Proof | undefined;
    try {
      proof = proofOf(await verifier.verify(bearerToken(valuesOf(request, 'authorization'))));
      const { team, scopes, ...caller } = callerFromProof(teams, proof);
      record({ ...ids, authorization: 'allow', ...namesOf(proof), team: team ?? undefined, scopes });
      const allowed = answer('Allow', request.methodArn, contextOf({ ...caller, team, scopes, authorizationId: awsRequestId }));
      return lanes === undefined ? allowed : { ...allowed, usageIdentifierKey: laneKeyOf(caller.subject, lanes) };
    } catch (error) {
      if (error instanceof Forbidden && proof !== undefined) {
        record({ ...ids, authorization: 'deny', ...namesOf(proof), reason: error.message });
        const detail = quotable(error.message);
        return answer('Deny', request.methodArn, { ...identityContext(proof), detail, authorizationId: quotable(awsRequestId) });
      }
      if (error instanceof Unauthenticated) {
        record({ ...ids, authorization: 'unauthenticated', reason: reasonOf(error) });
        throw new Error('Unauthorized');
      }
      record({ ...ids, authorization: 'failure', reason: 'the caller could not be identified', error });
      throw new Error('The caller could not be identified');
    }
  };
}

// Shape: API Gateway Developer Guide, "Input to an API Gateway Lambda authorizer", request parameters. Its example has no
// `extendedRequestId`, so nothing may depend on that; answers that are kept for later requests are found by `authorizationId`.
const eventSchema = v.object({
  methodArn: v.pipe(v.string(), v.regex(/^arn:[^:/]+:execute-api:[^:/]*:[^:/]*:[^:/]+\/[^/]+\//)),
  multiValueHeaders: v.optional(v.nullable(v.record(v.string(), v.nullish(v.array(v.string())))), null),
  requestContext: v.object({ requestId: v.optional(v.string(), ''), extendedRequestId: v.nullish(v.string()) }),
});

type Request = v.InferOutput<typeof eventSchema>;

function valuesOf({ multiValueHeaders }: Request, header: string): readonly string[] {
  return Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    name.toLowerCase() === header ? (values ?? []).map((value) => value.trim()) : [],
  );
}

/** The ids that the function's line will have too. */
function idsOf(request: Request): Pick<AuthorizationRecord, 'requestId' | 'gatewayId' | 'gatewayRequestId'> {
  const { requestId: gatewayRequestId, extendedRequestId } = request.requestContext;
  const offered = valuesOf(request, 'x-request-id').join(', ');
  return { requestId: requestIdOf(offered, () => gatewayRequestId), gatewayId: extendedRequestId ?? undefined, gatewayRequestId };
}

function answer(effect: 'Allow' | 'Deny', methodArn: string, context: CallerContext): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/');
  const statement = { Effect: effect, Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` };
  const principalId = context['subject'] ?? 'nobody';
  return { principalId, policyDocument: { Version: '2012-10-17', Statement: [statement] }, context: { ...context } };
}

function namesOf({ subject, kind, claims, tokenId }: Proof) {
  return { caller: subject, kind, claims, tokenId };
}

/** The caller learns only that it was not let in; the log learns which claim was wrong. */
function reasonOf({ message, cause }: Unauthenticated): string {
  return cause instanceof Error ? cause.message.slice(0, 300) : message;
}
