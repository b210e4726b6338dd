import { describe, expect, it } from 'vitest';
import { endpoint } from '../../../lib/http/endpoint.ts';
import { whoamiOperation } from '../../../lib/http/operations/whoami.ts';
import type { Caller } from '../../../lib/identity/caller.ts';
import { contextOf } from '../../../lib/identity/context.ts';
import { upstreamError } from '../../../lib/image-builder/errors.ts';
import { createLog } from '../../../lib/service/log.ts';
import { createTelemetry } from '../../../lib/service/telemetry.ts';
import { apiEvent, lambdaContext } from '../../support/event.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { compliant } from '../../support/pipelines.ts';
import { routeOf } from '../../support/route-of.ts';
import { testRuntime } from '../../support/runtime.ts';

const definitionNamed = (name: string) => ({ ...compliant, name });

describe('the record of a write', () => {
  it('has what it changed and the entity tags before and after, and no value', async () => {
    const api = pipelineApi();
    const created = await api.create(definitionNamed('web-base'));
    expect(api.records.at(-1)).toMatchObject({ effect: 'created', etagBefore: undefined, etagAfter: created.etag });

    const patched = await api.patch('web-base', { description: 'a secret', tags: { 'cost-centre': 'hush' } });
    expect(api.records.at(-1)).toMatchObject({
      effect: 'changed',
      changed: ['/description', '/tags/cost-centre'],
      changedMore: undefined,
      etagBefore: created.etag,
      etagAfter: patched.etag,
    });
    expect(JSON.stringify(api.records)).not.toMatch(/secret|hush/);

    await api.patch('web-base', { description: 'a secret' });
    expect(api.records.at(-1)).toMatchObject({
      effect: 'unchanged',
      changed: undefined,
      etagBefore: patched.etag,
      etagAfter: patched.etag,
    });

    const replaced = await api.put('web-base', definitionNamed('web-base'));
    expect(api.records.at(-1)).toMatchObject({
      effect: 'changed',
      changed: ['/description', '/tags/cost-centre'],
      etagAfter: replaced.etag,
    });

    await api.remove('web-base');
    expect(api.records.at(-1)).toMatchObject({ effect: 'deleted', etagBefore: replaced.etag, etagAfter: undefined });
  });

  it('calls a PUT that created something so', async () => {
    const api = pipelineApi();
    const { etag } = await api.put('web-new', definitionNamed('web-new'));
    expect(api.records.at(-1)).toMatchObject({ effect: 'created', changed: undefined, etagBefore: undefined, etagAfter: etag });
  });

  it('names the first places, and counts the others', async () => {
    const api = pipelineApi();
    await api.create(definitionNamed('web-base'));
    const tags = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`key-${10 + index}`, 'x']));
    await api.patch('web-base', { tags });
    expect(api.records.at(-1)).toMatchObject({
      changed: Array.from({ length: 20 }, (_, index) => `/tags/key-${10 + index}`),
      changedMore: 10,
    });
  });

  it.each([
    ['is refused', { description: 7 }, {}, 422],
    ['breaks a condition', { description: 'x' }, { 'If-Match': '"other"' }, 412],
  ])('has no effect where it %s', async (_, body, headers, status) => {
    const api = pipelineApi();
    await api.create(definitionNamed('web-base'));
    expect((await api.patch('web-base', body, headers)).status).toBe(status);
    expect(Object.keys(api.records.at(-1) ?? {})).not.toContain('effect');
  });

  it('has no effect where something was only read', async () => {
    const api = pipelineApi();
    await api.create(definitionNamed('web-base'));
    await api.get('web-base');
    await api.evaluate({ definition: definitionNamed('web-base') });
    for (const record of api.records.slice(1)) expect(Object.keys(record)).not.toContain('effect');
  });
});

describe('the record of a request', () => {
  const asked = async (requestContext: object, headers: Record<string, string> = {}) => {
    const runtime = testRuntime();
    const event = apiEvent({ path: '/v1/whoami', headers });
    Object.assign(event.requestContext, requestContext);
    const response = await endpoint(routeOf('whoami'), runtime, whoamiOperation())(event, lambdaContext());
    return { id: response.headers['x-request-id'], record: runtime.records[0] };
  };

  it.each([
    ['its own', { 'X-Request-Id': 'mine-1' }, 'mine-1'],
    ['one that would do harm', { 'X-Request-Id': 'a"b' }, 'gateway-request'],
    ['none', {}, 'gateway-request'],
  ])('keeps the ids of API Gateway and Lambda where the caller sends %s', async (_, headers, requestId) => {
    const { id, record } = await asked({ requestId: 'gateway-request', extendedRequestId: 'JKJaXmPLvHcESHA=' }, headers);
    expect(id).toBe(requestId);
    expect(record).toMatchObject({
      requestId,
      gatewayId: 'JKJaXmPLvHcESHA=',
      gatewayRequestId: 'gateway-request',
      invocationId: 'aws-request',
    });
  });

  it('names the session of a role', async () => {
    const { record } = await asked({});
    expect(record).toMatchObject({ caller: 'arn:aws:iam::111122223333:role/web-ci', kind: 'iam', session: 'session' });
    expect(record?.claims).toBeUndefined();
  });

  it('names the job behind a token, and the decision that let it in', async () => {
    const caller: Caller = {
      subject: 'github:repository:1',
      kind: 'github',
      team: 'web',
      scopes: ['read'],
      claims: { run_id: '4711', ref: 'refs/heads/f%C3%BCr' },
      tokenId: 'token-1',
      authorizationId: 'invocation-of-the-authorizer',
    };
    const { record } = await asked({ authorizer: contextOf(caller) });
    expect(record).toMatchObject({
      caller: 'github:repository:1',
      kind: 'github',
      claims: caller.claims,
      tokenId: 'token-1',
      authorizationId: 'invocation-of-the-authorizer',
    });
  });

  it('bounds what a caller wrote in its path', async () => {
    const api = pipelineApi();
    await api.get('x'.repeat(8_000));
    expect(JSON.stringify(api.records[0]).length).toBeLessThan(2_000);
  });
});

describe('the record of a call that Image Builder did not answer', () => {
  it.each([
    ['CERT_HAS_EXPIRED', 'certificate has expired'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'the name does not match'],
    ['EPROTO', 'wrong version number'],
  ])('names why no connection could be trusted: %s', async (code, message) => {
    const lines: string[] = [];
    const telemetry = createTelemetry(
      { coldStart: true, node: 'v24.0.0' },
      createLog('imagegate', (line) => lines.push(line)),
    );
    const call = {
      operation: 'GetImagePipeline',
      subject: 'pipeline a',
      account: '1',
      signal: new AbortController().signal,
    } as const;
    const failing = () => {
      throw upstreamError(Object.assign(new Error(message), { code }), call);
    };
    const handler = endpoint(routeOf('getPipeline'), { ...testRuntime(), telemetry }, failing);
    const { statusCode, body } = await handler(apiEvent({}), lambdaContext());
    expect([statusCode, JSON.parse(body).type]).toEqual([503, 'https://imagegate.dev/problems/upstream-unavailable']);
    expect(body).not.toContain(message);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'ERROR', upstreamError: code, upstreamErrorKind: 'unavailable' });
    expect(lines[0]).toContain(message);
  });

  it.each([
    ['AccessDeniedException', 502, 'refused-us'],
    ['CallRateLimitExceededException', 429, 'throttled'],
  ])('says what it came to: %s', async (name, status, upstreamErrorKind) => {
    const runtime = testRuntime();
    const call = {
      operation: 'GetImagePipeline',
      subject: 'pipeline a',
      account: '1',
      signal: new AbortController().signal,
    } as const;
    const failing = () => {
      throw upstreamError(Object.assign(new Error('x'), { name, $fault: 'client' }), call);
    };
    await endpoint(routeOf('getPipeline'), runtime, failing)(apiEvent({}), lambdaContext());
    expect(runtime.records).toMatchObject([{ status, upstreamError: name, upstreamErrorKind }]);
  });
});
