import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import * as v from 'valibot';
import { commonHeaders } from '../../../lib/http/headers.ts';
import { asApiError } from '../../../lib/http/problem.ts';
import { type Scope, scopes } from '../../../lib/identity/scopes.ts';
import { Forbidden, MalformedRequest, MethodNotAllowed, NotFound, UnsupportedMediaType } from '../../../lib/problem/errors.ts';
import { nearest } from '../../../lib/text/spelling.ts';
import { strangenessOf } from '../../sockets/neighbour.ts';
import { sendProblem, sendResult } from '../gateway/send.ts';
import type { LocalIssuer, TokenOrder } from './issuer.ts';

/** Everything under here is about the service on this machine and stands in no route table. */
export const deskPath = '/_local';

export const issuerPath = `${deskPath}/issuer`;
export const tokenPath = `${deskPath}/token`;

const maximumBytes = 4_096;

/**
 * Where the local issuer is asked: for its documents by whoever checks a token, and for tokens by who develops on this machine. A
 * page in a browser is neither: it is refused by its `Origin`, and one that got a name for this machine by the `Host` that it
 * names.
 */
export function createDesk(issuer: LocalIssuer, teams: readonly string[], policyDigest: string): RequestListener {
  const documents = new Map<string, object>([
    [`${issuerPath}/.well-known/openid-configuration`, issuer.configuration],
    [`${issuerPath}/keys`, issuer.keySet],
  ]);
  return async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    try {
      sendResult(response, json(await answer(request, path), policyDigest));
    } catch (error) {
      sendProblem(response, asApiError(error), { path, policyDigest });
    }
  };

  async function answer(request: IncomingMessage, path: string): Promise<object> {
    requireNeighbour(request);
    const document = documents.get(path);
    if (document !== undefined) {
      demandMethod(request, 'GET');
      return document;
    }
    if (path !== tokenPath) throw new NotFound('There is nothing at this address.');
    demandMethod(request, 'POST');
    if (request.headers['content-type'] !== 'application/json') throw new UnsupportedMediaType('Send application/json.');
    return { token: issuer.mint(orderOf(await bodyOf(request), teams)) };
  }
}

function json(body: object, policyDigest: string) {
  const common = commonHeaders(undefined, { requestId: randomUUID(), policyDigest, corsOrigins: [] });
  const headers = { ...common, 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { statusCode: 200, headers, body: JSON.stringify(body) };
}

function demandMethod({ method }: IncomingMessage, wanted: string): void {
  if (method !== wanted) throw new MethodNotAllowed(`This path has the method ${wanted}.`, [wanted]);
}

/** Tokens are for programs on this machine only, whatever pages may call the service. */
function requireNeighbour({ headers }: IncomingMessage): void {
  const strangeness = strangenessOf(headers, []);
  if (strangeness?.kind === 'no-host') throw new MalformedRequest(strangeness.detail);
  if (strangeness !== undefined || headers.origin !== undefined)
    throw new Forbidden(strangeness?.detail ?? 'Tokens are given to programs, not to web pages.');
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > maximumBytes) throw new MalformedRequest('The body is too long.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedRequest('The body is not JSON.');
  }
}

/** No longer than the verifier takes. */
export const maximumLifeSeconds = 86_400;

const orderSchema = v.strictObject({
  team: v.string(),
  scopes: v.pipe(v.array(v.picklist(scopes)), v.nonEmpty()),
  environment: v.optional(v.string()),
  seconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maximumLifeSeconds)),
});

function orderOf(body: unknown, teams: readonly string[]): TokenOrder & { readonly scopes: readonly Scope[] } {
  const parsed = v.safeParse(orderSchema, body);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new MalformedRequest(`${v.getDotPath(issue) ?? 'The body'}: ${issue.message}.`);
  }
  const { team } = parsed.output;
  if (!teams.includes(team)) {
    const meant = nearest(team, teams);
    const hint = meant === undefined ? `there are ${teams.join(', ') || 'none'}` : `did you mean ${meant}?`;
    throw new MalformedRequest(`teams.yaml has no team ${JSON.stringify(team)}; ${hint}`);
  }
  return parsed.output;
}
