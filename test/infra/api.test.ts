import { describe, expect, it } from 'vitest';
import { gatewayHeaders } from '../../infra/api-gateway/gateway-headers.ts';
import { gatewayProblems } from '../../infra/api-gateway/gateway-problems.ts';
import { commonHeaders } from '../../lib/http/headers.ts';
import { parseEvent } from '../../lib/http/inbound.ts';
import { responseHeaders } from '../../lib/problem/response-headers.ts';
import { problemTypes } from '../../lib/problem/types.ts';
import { routes } from '../../lib/service/routes.ts';
import { flat, methods, policyDigest, resources, templateFor } from './synthesis.ts';

const template = templateFor();
const portal = templateFor({ corsOrigins: ['https://portal.example.com', 'https://admin.example.com'] });

describe('the methods of the API', () => {
  it('are the rows of the route table and no other', () => {
    const proxied = [...methods(template)]
      .filter(([, { Integration }]) => Integration.Type === 'AWS_PROXY')
      .map(([name]) => name);
    expect(proxied.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it.each(routes)('$method $path calls the function of $operationId, which only this method may call', (route) => {
    const method = methods(template).get(`${route.method} ${route.path}`);
    expect(method.OperationName).toBe(route.operationId);
    const functionId = /<(\w+)\.Arn>/.exec(flat(method.Integration.Uri))?.[1];
    expect(resources(template, 'AWS::Lambda::Function').get(functionId ?? '')?.Properties.Description).toBe(route.summary);

    const permissions = [...resources(template, 'AWS::Lambda::Permission').values()].map(({ Properties }) => Properties);
    const own = permissions.filter(({ FunctionName }) => flat(FunctionName) === `<${functionId}.Arn>`);
    expect(own.map(({ Principal }) => Principal)).toEqual(['apigateway.amazonaws.com']);
    const withoutStage = route.path.replace('/v1', '').replace(/\{\w+\}/g, '*');
    expect(own.map(({ SourceArn }) => flat(SourceArn).split('/').slice(2).join('/'))).toEqual([`${route.method}${withoutStage}`]);
  });

  it('all want a signed request', () => {
    expect([...methods(template).values()].map(({ AuthorizationType }) => AuthorizationType)).toEqual(
      Array.from(methods(template), () => 'AWS_IAM'),
    );
  });

  it.each([...new Set(routes.map(({ path }) => path))])('refuse an unknown method of %s with 405 and Allow', (path) => {
    const { Integration, MethodResponses } = methods(template).get(`ANY ${path}`);
    const [response] = Integration.IntegrationResponses;
    const known = routes.filter((route) => route.path === path).map(({ method }) => method);
    expect(Integration.Type).toBe('MOCK');
    expect(JSON.parse(Integration.RequestTemplates['application/json'])).toEqual({ statusCode: 405 });
    expect(response.StatusCode).toBe('405');
    expect(response.ResponseParameters['method.response.header.Allow']).toBe(`'${known.join(', ')}'`);
    expect(response.ResponseParameters['method.response.header.Content-Type']).toBe("'application/problem+json'");
    expect(Object.keys(MethodResponses[0].ResponseParameters)).toEqual(Object.keys(response.ResponseParameters));
    expect(JSON.parse(response.ResponseTemplates['application/json'])).toMatchObject({
      type: 'https://imagegate.dev/problems/method-not-allowed',
      status: 405,
      requestId: '$context.requestId',
    });
  });
});

describe('the responses that API Gateway makes by itself', () => {
  // API Gateway Developer Guide, "Gateway response types for API Gateway", and the status that the caller gets here.
  const statuses = {
    ACCESS_DENIED: 403,
    API_CONFIGURATION_ERROR: 500,
    AUTHORIZER_CONFIGURATION_ERROR: 500,
    AUTHORIZER_FAILURE: 500,
    BAD_REQUEST_BODY: 400,
    BAD_REQUEST_PARAMETERS: 400,
    DEFAULT_4XX: 400,
    DEFAULT_5XX: 500,
    EXPIRED_TOKEN: 401,
    INTEGRATION_FAILURE: 503,
    INTEGRATION_TIMEOUT: 504,
    INVALID_API_KEY: 403,
    INVALID_SIGNATURE: 401,
    MISSING_AUTHENTICATION_TOKEN: 404,
    QUOTA_EXCEEDED: 429,
    REQUEST_TOO_LARGE: 413,
    RESOURCE_NOT_FOUND: 404,
    THROTTLED: 429,
    UNAUTHORIZED: 401,
    UNSUPPORTED_MEDIA_TYPE: 415,
    WAF_FILTERED: 403,
  };
  const responses = (from = template) =>
    new Map(
      [...resources(from, 'AWS::ApiGateway::GatewayResponse').values()].map(({ Properties }) => [
        Properties.ResponseType,
        Properties,
      ]),
    );

  it('are all there', () => {
    expect(Object.keys(gatewayProblems).sort()).toEqual(Object.keys(statuses).sort());
    expect([...responses().keys()].sort()).toEqual(Object.keys(statuses).sort());
  });

  it.each(Object.entries(statuses))('%s is a problem with status %i', (type, status) => {
    const { StatusCode, ResponseTemplates, ResponseParameters } = responses().get(type);
    expect(StatusCode).toBe(String(status));
    const body = JSON.parse(ResponseTemplates['application/json']);
    expect(body).toEqual({
      type: expect.stringMatching(/^https:\/\/imagegate\.dev\/problems\/[a-z-]+$/),
      title: expect.any(String),
      status,
      detail: expect.stringMatching(/\.$/),
      requestId: '$context.requestId',
    });
    expect(Object.entries(problemTypes).find(([name]) => body.type.endsWith(`/${name}`))?.[1].status).toBe(status);
    expect(ResponseParameters).toMatchObject({
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      'gatewayresponse.header.Cache-Control': "'private, no-cache'",
      'gatewayresponse.header.Vary': "'Authorization, Accept, Origin'",
      'gatewayresponse.header.X-Content-Type-Options': "'nosniff'",
      'gatewayresponse.header.X-Request-Id': 'context.requestId',
      'gatewayresponse.header.Policy-Digest': `'${policyDigest}'`,
    });
  });

  it('have the headers that the functions give', () => {
    const origin = 'https://portal.example.com';
    const inbound = parseEvent({ httpMethod: 'GET', path: '/', headers: { origin }, requestContext: {} });
    const given = commonHeaders(inbound, { requestId: 'r', policyDigest, corsOrigins: [origin] });
    const {
      'X-Request-Id': requestId,
      'Content-Type': _,
      ...constants
    } = gatewayHeaders({ corsOrigins: [origin], policyDigest });
    const unquoted = Object.entries(constants).map(([name, value]) => [name.toLowerCase(), value.slice(1, -1)]);
    expect({ ...Object.fromEntries(unquoted), 'x-request-id': 'r' }).toEqual(given);
    expect(requestId).toBe('context.requestId');
  });

  it.each(['THROTTLED', 'QUOTA_EXCEEDED', 'INTEGRATION_FAILURE'])('%s says when to try again', (type) => {
    expect(responses().get(type).ResponseParameters['gatewayresponse.header.Retry-After']).toMatch(/^'\d+'$/);
  });

  it.each(['UNAUTHORIZED', 'INVALID_SIGNATURE', 'EXPIRED_TOKEN'])('%s says how to authenticate', (type) => {
    expect(responses().get(type).ResponseParameters['gatewayresponse.header.WWW-Authenticate']).toBe("'AWS4-HMAC-SHA256'");
  });

  it('name an origin only where there is one: the first', () => {
    const header = 'gatewayresponse.header.Access-Control-Allow-Origin';
    expect(responses().get('THROTTLED').ResponseParameters).not.toHaveProperty([header]);
    expect(responses(portal).get('THROTTLED').ResponseParameters[header]).toBe("'https://portal.example.com'");
  });

  it('are made anew when one of them changes, because a stage shows what was deployed', () => {
    const [deployed] = resources(template, 'AWS::ApiGateway::Deployment').keys();
    const [deployedForPortal] = resources(portal, 'AWS::ApiGateway::Deployment').keys();
    expect(deployed).not.toBe(deployedForPortal);
  });
});

describe('preflight requests', () => {
  it('are not answered where no origin is named', () => {
    expect([...methods(template).keys()].filter((name) => name.startsWith('OPTIONS'))).toEqual([]);
  });

  it('are answered for the exact origins, on every path', () => {
    const preflights = [...methods(portal)].filter(([name]) => name.startsWith('OPTIONS '));
    expect(preflights.map(([name]) => name.replace('OPTIONS ', '')).sort()).toEqual(
      [...new Set(routes.map(({ path }) => path))].sort(),
    );
    for (const [, { AuthorizationType, Integration }] of preflights) {
      const [response] = Integration.IntegrationResponses;
      expect(AuthorizationType).toBe('NONE');
      expect(response.ResponseParameters['method.response.header.Access-Control-Allow-Origin']).toBe(
        "'https://portal.example.com'",
      );
      expect(response.ResponseTemplates['application/json']).toContain('#if($origin == "https://admin.example.com")');
      expect(JSON.stringify(response)).not.toContain("'*'");
    }
  });

  it('allow the methods of the path and the headers that routes read', () => {
    const [{ ResponseParameters: headers }] = methods(portal).get('OPTIONS /v1/pipelines').Integration.IntegrationResponses;
    expect(headers['method.response.header.Access-Control-Allow-Methods']).toBe("'POST,GET'");
    expect(headers['method.response.header.Access-Control-Allow-Headers']).toContain('Idempotency-Key');
    expect(headers['method.response.header.Access-Control-Expose-Headers']).toBe(`'${Object.values(responseHeaders).join(',')}'`);
    expect(methods(portal).get('ANY /v1/pipelines').Integration.IntegrationResponses[0].ResponseParameters).toMatchObject({
      'method.response.header.Allow': "'POST, GET, OPTIONS'",
    });
  });
});

describe('the stage', () => {
  const stage = (given: object) => [...resources(templateFor(given), 'AWS::ApiGateway::Stage').values()][0]?.Properties;

  it('throttles, logs without bodies, and does not trace', () => {
    const { StageName, MethodSettings, TracingEnabled, AccessLogSetting } = stage({
      throttling: { requestsPerSecond: 7, burst: 9 },
    });
    expect(StageName).toBe('v1');
    expect(TracingEnabled).toBe(false);
    const silent = { LoggingLevel: 'ERROR', DataTraceEnabled: false };
    const [forAll, ...writing] = MethodSettings;
    expect(forAll).toEqual({
      HttpMethod: '*',
      ResourcePath: '/*',
      ...silent,
      ThrottlingRateLimit: 7,
      ThrottlingBurstLimit: 9,
    });
    const names = writing.map(({ HttpMethod, ResourcePath }: Record<string, string>) => `${HttpMethod} ${ResourcePath}`);
    expect(names.sort()).toEqual([
      'DELETE /~1pipelines~1{name}',
      'DELETE /~1pipelines~1{name}~1executions~1{id}',
      'PATCH /~1pipelines~1{name}',
      'POST /~1pipelines',
      'POST /~1pipelines~1{name}~1executions',
      'PUT /~1pipelines~1{name}',
    ]);
    for (const settings of writing) {
      expect(settings).toMatchObject({ ...silent, ThrottlingRateLimit: 3.5, ThrottlingBurstLimit: 5 });
    }
    const line = JSON.parse(AccessLogSetting.Format);
    expect(line).toMatchObject({
      gatewayId: '$context.extendedRequestId',
      gatewayRequestId: '$context.requestId',
      invocationId: '$context.awsEndpointRequestId',
      status: '$context.status',
      principalId: '$context.identity.caller',
    });
    expect(AccessLogSetting.Format).not.toMatch(/authorizer|apiKey|queryString|header/i);
  });

  it('traces when it shall', () => {
    expect(stage({ tracing: true }).TracingEnabled).toBe(true);
  });
});
