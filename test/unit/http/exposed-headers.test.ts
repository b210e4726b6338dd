import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway } from '../../../infra/local/gateway/gateway.ts';
import type { DeployedHandler } from '../../../infra/local/gateway/invocation.ts';
import { type Listening, listenOnLoopback } from '../../../infra/local/gateway/loopback.ts';
import { endpoint } from '../../../lib/http/endpoint.ts';
import { createPipelineOperation } from '../../../lib/http/operations/create-pipeline.ts';
import { getPipelineOperation } from '../../../lib/http/operations/get-pipeline.ts';
import { patchPipelineOperation } from '../../../lib/http/operations/patch-pipeline.ts';
import { replacePipelineOperation } from '../../../lib/http/operations/replace-pipeline.ts';
import { RateLimited } from '../../../lib/problem/errors.ts';
import { responseHeaders } from '../../../lib/problem/response-headers.ts';
import { routes } from '../../../lib/service/routes.ts';
import { developerArn } from '../../support/event.ts';
import { fakeImageBuilder } from '../../support/image-builder-fake.ts';
import { routeOf } from '../../support/route-of.ts';
import { testRuntime } from '../../support/runtime.ts';
import { minimal } from '../pipeline/sound.ts';

// What the code of a page in a browser can read of answers: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name

const origin = 'https://portal.example.com';
const readableAnyway = new Set(['cache-control', 'content-length', 'content-type']);
/** For browsers, caches and connections themselves, and what API Gateway adds for its operators; a page has `X-Request-Id`. */
const forNoPage = /^(?:access-control-.*|vary|x-content-type-options|x-amzn?-.*|date|connection|keep-alive|transfer-encoding)$/;

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether API Gateway proves nobody. */
  readonly isUnproven?: boolean;
}

let services: Listening[];
beforeAll(async () => {
  services = await Promise.all([developerArn, null].map(serve));
});
afterAll(() => Promise.all(services.map(({ close }) => close(0))));

async function serve(userArn: string | null): Promise<Listening> {
  const runtime = testRuntime(undefined, [origin]);
  const limited = () => {
    throw new RateLimited('Later.', 2);
  };
  const { getPipeline, ...others } = fakeImageBuilder();
  const imageBuilder = {
    ...others,
    getPipeline: (...given: Parameters<typeof getPipeline>) => (given[0] === 'limited' ? limited() : getPipeline(...given)),
  };
  const ports = { ...runtime, imageBuilder };
  const handlers = new Map<string, DeployedHandler>([
    ['createPipeline', endpoint(routeOf('createPipeline'), runtime, createPipelineOperation(ports))],
    ['getPipeline', endpoint(routeOf('getPipeline'), runtime, getPipelineOperation(ports))],
    ['replacePipeline', endpoint(routeOf('replacePipeline'), runtime, replacePipelineOperation(ports))],
    ['patchPipeline', endpoint(routeOf('patchPipeline'), runtime, patchPipelineOperation(ports))],
  ]);
  const caller = { account: '111122223333', userArn };
  const gateway = createGateway({ routes, handlers, caller, policyDigest: 'sha256-test', corsOrigins: [origin] });
  return await listenOnLoopback(gateway, 0, 'sha256-test');
}

async function ask({ method = 'PUT', path = '/web-base', body = minimal, headers = {}, isUnproven = false }: Asked) {
  const { port = 0 } = services[isUnproven ? 1 : 0] ?? {};
  return await fetch(`http://127.0.0.1:${port}/v1/pipelines${path}`, {
    method,
    headers: { origin, 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });
}

const definition = { ...minimal, name: 'Web Base' };
const cases: readonly (readonly [answer: string, Asked, status: number, header: keyof typeof responseHeaders])[] = [
  ['a creation', { method: 'POST', path: '', body: definition }, 201, 'location'],
  ['a write that changes nothing', { body: definition }, 200, 'x-imagegate-unchanged'],
  ['a view', { method: 'GET' }, 200, 'etag'],
  [
    'a write that bears a key',
    { body: { ...definition, description: 'Kept' }, headers: { 'idempotency-key': 'k' } },
    200,
    'etag',
  ],
  [
    'a write that was answered before',
    { body: { ...definition, description: 'Kept' }, headers: { 'idempotency-key': 'k' } },
    200,
    'idempotent-replayed',
  ],
  ['an answer without its body', { body: definition, headers: { prefer: 'return=minimal' } }, 200, 'preference-applied'],
  ['a method that the path does not have', { method: 'POST' }, 405, 'allow'],
  ['a media type for a PUT', { headers: { 'content-type': 'text/plain' } }, 415, 'accept'],
  ['a media type for a PATCH', { method: 'PATCH' }, 415, 'accept-patch'],
  ['a body that is packed', { headers: { 'content-encoding': 'gzip' } }, 415, 'accept-encoding'],
  ['a caller without proof', { method: 'GET', isUnproven: true }, 401, 'www-authenticate'],
  ['a limit of Image Builder', { method: 'GET', path: '/limited' }, 429, 'retry-after'],
  ['something that is not there', { method: 'GET', path: '/nothing' }, 404, 'x-request-id'],
  ['something that is refused', { method: 'POST', path: '', body: {} }, 422, 'policy-digest'],
];

describe('a page of an origin that is allowed', () => {
  it.each(cases)('can read every header of %s', async (_, asked, status, header) => {
    const response = await ask(asked);
    expect([response.status, response.headers.has(header)]).toEqual([status, true]);
    const exposed = new Set(response.headers.get('access-control-expose-headers')?.toLowerCase().split(', '));
    const hidden = [...response.headers.keys()].filter((name) => !exposed.has(name) && !readableAnyway.has(name));
    expect(hidden.filter((name) => !forNoPage.test(name))).toEqual([]);
  });

  it('can read no header that no answer has', () => {
    expect(new Set(cases.map(([, , , header]) => header))).toEqual(new Set(Object.keys(responseHeaders)));
  });
});
