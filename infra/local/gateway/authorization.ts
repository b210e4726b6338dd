import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as v from 'valibot';
import { Forbidden, Unauthenticated, UpstreamUnavailable } from '../../../lib/problem/errors.ts';
import { matchesWildcard } from '../../../lib/text/wildcard.ts';
import { gatewayProblemsFor } from '../../api-gateway/gateway-problems.ts';

/** The deployed authorizer's handler, seen from outside. */
export type AuthorizerHandler = (event: unknown, context: { readonly awsRequestId: string }) => unknown;

export interface Authorization {
  readonly handler: AuthorizerHandler;
  /** Whether every request has to bring a token; otherwise one without is the developer's. */
  readonly demandsToken: boolean;
}

const problems = gatewayProblemsFor('jwt');

/**
 * What API Gateway does with an authorizer that is asked for `Authorization`: the context that it gives for the request, or
 * `null` for a request that need not be asked about. Rejects with what the caller gets to see.
 */
export async function authorize(
  { handler, demandsToken }: Authorization,
  event: APIGatewayProxyEvent,
): Promise<Readonly<Record<string, unknown>> | null> {
  const given = Object.entries(event.multiValueHeaders).flatMap(([name, values = []]) =>
    name.toLowerCase() === 'authorization' ? values : [],
  );
  if (!demandsToken && !given.some((value) => /^\s*bearer\b/i.test(value))) return null;
  // API Gateway answers by itself where the header is missing.
  if (given.every((value) => value === '')) throw unauthorized();
  const methodArn = methodArnOf(event);
  const { principalId, policyDocument, context } = await ask(handler, { ...event, type: 'REQUEST', methodArn });
  if (!allows(policyDocument.Statement, methodArn)) throw denied(context);
  return { principalId, ...context, integrationLatency: 1 };
}

/** Source: API Gateway Developer Guide, "ARN format of permissions for invoking an API". */
function methodArnOf({ httpMethod, path, requestContext: { accountId, apiId, stage } }: APIGatewayProxyEvent): string {
  return `arn:aws:execute-api:local:${accountId}:${apiId}/${stage}/${httpMethod}${path}`;
}

async function ask(handler: AuthorizerHandler, event: object): Promise<v.InferOutput<typeof resultSchema>> {
  try {
    return v.parse(resultSchema, await handler(event, { awsRequestId: randomUUID() }));
  } catch (cause) {
    if (cause instanceof Error && cause.message === 'Unauthorized') throw unauthorized();
    const { title, detail, headers } = problems.AUTHORIZER_FAILURE;
    throw new UpstreamUnavailable(detail, Number(headers?.['Retry-After'] ?? 1), {
      ...(title === undefined ? {} : { title }),
      cause,
    });
  }
}

const oneOrMore = v.union([v.string(), v.array(v.string())]);

// Shape: API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer". A context with a list or a map is an error
// there.
const resultSchema = v.object({
  principalId: v.string(),
  policyDocument: v.object({
    Statement: v.array(v.object({ Effect: v.picklist(['Allow', 'Deny']), Action: oneOrMore, Resource: oneOrMore })),
  }),
  context: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
});

type Result = v.InferOutput<typeof resultSchema>;

function allows(statements: Result['policyDocument']['Statement'], methodArn: string): boolean {
  const effects = statements
    .filter(({ Action, Resource }) => matchesOne(Action, 'execute-api:Invoke') && matchesOne(Resource, methodArn))
    .map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function matchesOne(wildcards: string | readonly string[], text: string): boolean {
  return [wildcards].flat().some((wildcard) => matchesWildcard(wildcard, text));
}

function unauthorized(): Unauthenticated {
  const { detail, headers = {} } = problems.UNAUTHORIZED;
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return new Unauthenticated(detail, { headers: Object.fromEntries(lower) });
}

/** API Gateway puts the context's text into the answer. */
function denied({ detail = '' }: Result['context']): Forbidden {
  return new Forbidden(problems.ACCESS_DENIED.detail.replace('$context.authorizer.detail', () => String(detail)));
}
