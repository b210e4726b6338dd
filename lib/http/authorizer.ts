import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import * as v from 'valibot';
import { bearerToken } from '../identity/bearer.ts';
import type { Caller } from '../identity/caller.ts';
import { contextOf } from '../identity/context.ts';
import type { TeamsDocument } from '../identity/teams.ts';
import { callerFromToken } from '../identity/token-caller.ts';
import type { Verifier } from '../identity/verifier.ts';
import { Forbidden, Unauthenticated } from '../problem/errors.ts';
import type { AuthorizationRecord } from '../telemetry.ts';

export interface Authorizing {
  readonly teams: TeamsDocument;
  readonly verifier: Verifier;
  readonly record: (record: AuthorizationRecord) => void;
}

/**
 * The authorizer of the REST API, asked with the whole request. It answers for the whole stage, because API Gateway keeps the answer for
 * the token's next request, which may be for another route. Its ways to refuse are those that API Gateway knows: a policy that denies is
 * a 403, an error of the name `Unauthorized` a 401, any other error a failure. Source: API Gateway Developer Guide, "Output from an API
 * Gateway Lambda authorizer".
 */
export function authorizer({ teams, verifier, record }: Authorizing) {
  return async (event: unknown): Promise<APIGatewayAuthorizerResult> => {
    const request = v.parse(eventSchema, event);
    const { requestId } = request.requestContext;
    try {
      const verified = await verifier.verify(bearerToken(authorizationsOf(request)));
      const caller = callerFromToken(teams, verified);
      record({ requestId, authorization: 'allow', ...decidedOf(caller) });
      return answer('Allow', request.methodArn, caller.subject, contextOf(caller));
    } catch (error) {
      if (error instanceof Forbidden) {
        record({ requestId, authorization: 'deny', reason: error.message });
        return answer('Deny', request.methodArn, 'nobody', { detail: withinQuotes(error.message) });
      }
      if (error instanceof Unauthenticated) {
        record({ requestId, authorization: 'unauthenticated', reason: reasonOf(error) });
        throw new Error('Unauthorized');
      }
      record({ requestId, authorization: 'failure', reason: 'the caller could not be established', error });
      throw new Error('The caller could not be established');
    }
  };
}

// Shape: API Gateway Developer Guide, "Input to an API Gateway Lambda authorizer", request parameters.
const eventSchema = v.object({
  methodArn: v.pipe(v.string(), v.regex(/^arn:[^:/]+:execute-api:[^:/]*:[^:/]*:[^:/]+\/[^/]+\//)),
  multiValueHeaders: v.optional(v.nullable(v.record(v.string(), v.nullish(v.array(v.string())))), null),
  requestContext: v.object({ requestId: v.optional(v.string(), '') }),
});

type Request = v.InferOutput<typeof eventSchema>;

function authorizationsOf({ multiValueHeaders }: Request): readonly string[] {
  return Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    name.toLowerCase() === 'authorization' ? (values ?? []) : [],
  );
}

function answer(
  effect: 'Allow' | 'Deny',
  methodArn: string,
  principalId: string,
  context: Readonly<Record<string, string>>,
): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/');
  const statement = { Effect: effect, Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` };
  return { principalId, policyDocument: { Version: '2012-10-17', Statement: [statement] }, context: { ...context } };
}

/** API Gateway puts the text into the JSON of its answer as it is. */
function withinQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function decidedOf({ subject, kind, team, scopes, tokenId }: Caller) {
  return { caller: subject, kind, team: team ?? undefined, scopes, tokenId };
}

/** The caller learns only that it was not let in; the log learns which claim was wrong. */
function reasonOf({ message, cause }: Unauthenticated): string {
  return cause instanceof Error ? cause.message.slice(0, 300) : message;
}
