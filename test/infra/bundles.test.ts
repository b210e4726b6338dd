import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kebabCase } from '../../infra/settings/kebab-case.ts';
import { bundleFunctions } from '../../infra/stack/bundling.ts';
import { authorizerRow } from '../../infra/stack/endpoint-function.ts';
import { ruleGuides } from '../../lib/policy/guides/index.ts';
import type { Organisation } from '../../lib/service/organisation.ts';
import { type OperationId, type Route, routes } from '../../lib/service/routes.ts';
import { nodeOptions } from '../support/lambda-runtime.ts';
import { routeOf } from '../support/route-of.ts';
import { testTeams } from '../support/teams.ts';
import { invokeBundle, proxyEvent, runInBundle } from './bundle-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const organisation: Organisation = {
  policy: { name: 'test', version: '1', rules: [] },
  policyDigest: 'sha256-test',
  teams: testTeams({ web: ['arn:aws:iam::111122223333:role/web-*'] }),
};
const operationIds = [...routes, authorizerRow].map(({ operationId }) => operationId);
const bundles = temporaryFolder();
const { outputs } = await bundleFunctions(operationIds, organisation, bundles);

const folderOf = (operationId: string) => join(bundles, kebabCase(operationId));

/** The files that any bundle has code of. */
const sources = [
  ...new Set(
    Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs).filter((path) => (inputs[path]?.bytesInOutput ?? 0) > 0)),
  ),
];

const known =
  /^(?:@aws\/lambda-invoke-store|@aws-lambda-powertools\/.+|@aws-sdk\/.+|@smithy\/.+|@middy\/.+|aws-jwt-verify|valibot|tslib)$/;

function origin(path: string): string {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/')[0] ?? '';
}

describe('the bundles', () => {
  it('are one folder for each function, with the handler and the compiled organisation', () => {
    expect(readdirSync(bundles).sort()).toEqual(operationIds.map(kebabCase).sort());
    for (const operationId of operationIds) {
      expect(readdirSync(folderOf(operationId)).sort()).toEqual(['index.js', 'organisation.json']);
      expect(JSON.parse(readFileSync(join(folderOf(operationId), 'organisation.json'), 'utf8'))).toEqual(organisation);
    }
  });

  it('are the same bytes for the same input, wherever they are made', async () => {
    const again = temporaryFolder();
    await bundleFunctions(operationIds, organisation, again);
    const digests = (folder: string) =>
      operationIds.map((operationId) =>
        createHash('sha256')
          .update(readFileSync(join(folder, kebabCase(operationId), 'index.js')))
          .digest('hex'),
      );
    expect(digests(again)).toEqual(digests(bundles));
    for (const operationId of operationIds) {
      expect(readFileSync(join(folderOf(operationId), 'index.js'), 'utf8')).not.toContain(process.cwd());
    }
  });

  it('hold no code but our own and that of the packages which the functions run on', () => {
    expect([...new Set(sources.map(origin))].filter((name) => !known.test(name)).sort()).toEqual(['functions', 'infra', 'lib']);
    expect(sources.filter((path) => path.startsWith('infra/')).sort()).toEqual([
      'infra/bundle/clock-skew.ts',
      'infra/bundle/header-plugin.ts',
      'infra/bundle/host-header.ts',
      'infra/bundle/lambda-credentials.ts',
      'infra/bundle/no-adaptive-retries.ts',
      'infra/bundle/no-console.ts',
      'infra/bundle/no-event-signing.ts',
      'infra/bundle/no-extensions.ts',
      'infra/bundle/no-middleware.ts',
      'infra/bundle/node-serde.ts',
      'infra/bundle/plain-credentials.ts',
      'infra/bundle/plain-schema.ts',
      'infra/bundle/retry-after.ts',
      'infra/bundle/runtime-config.ts',
      'infra/bundle/status-codes.ts',
      'infra/bundle/told-endpoint.ts',
      'infra/bundle/user-agent.ts',
      'infra/bundle/uuid.ts',
    ]);
  });

  it.each([
    ['looks for credentials', /credential-provider|token-providers|nested-clients/],
    ['reads profile files', /parseIni|getHomeDir|readFile\.js/],
    ['asks a metadata service', /imds|instance-?metadata(?!Region)/i],
    ['knows the endpoints of partitions', /util-endpoints|partitions\.js|bdd\.js/],
    ['converts by the SDK’s model', /protocols\/(?:json|serde|Http\w*Protocol)|NormalizedSchema/],
    ['writes metrics a second way', /lambda-powertools\/metrics/],
    ['is made for browsers', /(?<!stream-collector|toBase64|fromUtf8)\.browser\.js$/],
    ['implements rule types that the policy has no rule of', /^lib\/policy\/(?:rules|guides)\/(?!index)/],
    ['reads YAML', /node_modules\/yaml|lib\/policy\/load|yaml-source/],
  ])('hold nothing that %s', (_, pattern) => {
    expect(sources.filter((path) => pattern.test(path))).toEqual([]);
  });
});

describe('a bundle in a process of its own', () => {
  const definition = {
    name: 'web',
    imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.0.0',
    infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
  };
  // What a write refers to is looked at before it is written.
  const looks = ['GET /GetImageRecipe', 'GET /GetInfrastructureConfiguration'];
  const calls: Record<
    OperationId,
    { readonly event: object; readonly status: number; readonly upstream?: string | readonly string[] }
  > = {
    createPipeline: { event: { body: JSON.stringify(definition) }, status: 502, upstream: looks },
    listPipelines: { event: {}, status: 502, upstream: 'POST /ListImagePipelines' },
    getPipeline: { event: { pathParameters: { name: 'web' } }, status: 502, upstream: 'GET /GetImagePipeline' },
    replacePipeline: {
      event: { body: JSON.stringify(definition), pathParameters: { name: 'web' } },
      status: 502,
      upstream: 'GET /GetImagePipeline',
    },
    patchPipeline: {
      event: { body: '{}', pathParameters: { name: 'web' }, headers: { 'content-type': 'application/merge-patch+json' } },
      status: 502,
      upstream: 'GET /GetImagePipeline',
    },
    deletePipeline: { event: { pathParameters: { name: 'web' } }, status: 502, upstream: 'GET /GetImagePipeline' },
    getPipelineDefinition: { event: { pathParameters: { name: 'web' } }, status: 502, upstream: 'GET /GetImagePipeline' },
    startExecution: {
      event: { pathParameters: { name: 'web' }, body: null },
      status: 502,
      upstream: 'GET /GetImagePipeline',
    },
    listExecutions: { event: { pathParameters: { name: 'web' } }, status: 502, upstream: 'POST /ListImagePipelineImages' },
    getExecution: { event: { pathParameters: { name: 'web', id: 'web-1.0.0-1' } }, status: 502, upstream: 'GET /GetImage' },
    cancelExecution: {
      event: { pathParameters: { name: 'web', id: 'web-1.0.0-1' } },
      status: 502,
      upstream: 'GET /GetImagePipeline',
    },
    evaluatePolicy: { event: { body: JSON.stringify({ operation: 'create', definition }) }, status: 502, upstream: looks },
    describePolicy: { event: {}, status: 200 },
    describeRule: { event: { pathParameters: { id: 'none' } }, status: 404 },
    getPipelineSchema: { event: { multiValueQueryStringParameters: { draft: ['07'] } }, status: 200 },
    whoami: { event: {}, status: 200 },
    checkHealth: { event: {}, status: 200 },
  };

  it('takes the modules of Node.js in the compiled form that they come in, under the flags of Lambda too', async () => {
    const script = `
      const { internalBinding } = require('internal/test/binding');
      require('./index.js');
      const { compiledWithCache } = internalBinding('builtins').getCacheUsage();
      console.log(JSON.stringify([...compiledWithCache]), typeof gc);
      process.exit();
    `;
    const { stdout } = await runInBundle(folderOf('getPipeline'), script, {}, {}, [...nodeOptions, '--expose-internals']);
    for (const name of ['crypto', 'https', 'tls', 'internal/crypto/keys', 'internal/tls/wrap'])
      expect(stdout).toContain(`"${name}"`);
    expect(stdout.trim()).toMatch(/ function$/);
  });

  it.each(routes)('$operationId starts, answers, and signs with the credentials that Lambda gives', async (route) => {
    const { event, status, upstream } = calls[route.operationId];
    const { response, requests } = await answer(route, event);
    expect(response).toMatchObject({ statusCode: status, headers: { 'policy-digest': organisation.policyDigest } });
    expect(requests.map(({ line }) => line).sort()).toEqual([upstream ?? []].flat());
    for (const { authorization, token } of requests) {
      expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/imagebuilder\/aws4_request, /);
      expect(token).toBe('session');
    }
  });
});

describe('the bundle of the authorizer', () => {
  it('starts, and refuses in the words of API Gateway', async () => {
    const methodArn = 'arn:aws:execute-api:eu-west-1:111122223333:abc/v1/GET/whoami';
    const event = {
      type: 'REQUEST',
      methodArn,
      multiValueHeaders: { Authorization: ['Bearer a.b.c'] },
      requestContext: { requestId: 'r' },
    };
    const asked = "require('./index.js').handler(JSON.parse(process.argv[1]), { awsRequestId: 'i' })";
    const script = `${asked}.catch(({ message }) => console.log(message))`;
    const { stdout, stderr } = await runInBundle(folderOf(authorizerRow.operationId), script, event);
    expect(stdout.trim()).toBe('Unauthorized');
    expect(JSON.parse(stderr)).toMatchObject({ authorization: 'unauthenticated', requestId: 'r', invocationId: 'i' });
  });
});

const rule = { id: 'x', type: 'expression', assert: 'definition.name == "web"', at: '/name', message: 'not {definition.name}' };
const withExpressions = temporaryFolder();
await bundleFunctions(
  ['evaluatePolicy'],
  // The upstream refuses every call, so nothing must be looked at.
  { ...organisation, teams: { ...organisation.teams, references: 'any' }, policy: { ...organisation.policy, rules: [rule] } },
  withExpressions,
);

describe('a bundle for a policy with expressions', () => {
  it.each([
    ['web', []],
    ['other', ['not "other"']],
  ])('judges %s by them', async (name, messages) => {
    const definition = {
      name,
      imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.0.0',
      infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
      tags: { team: 'web' },
    };
    const body = JSON.stringify({ operation: 'create', definition });
    const { response } = await answer(routeOf('evaluatePolicy'), { body }, join(withExpressions, 'evaluate-policy'));
    const violations: readonly { readonly message: string }[] = JSON.parse(response.body).violations;
    expect(violations.map(({ message }) => message)).toEqual(messages);
  });
});

const ofEveryType = [...ruleGuides.values()].map(({ type, example }) => ({ id: type, type, ...example }));
const withEveryType = temporaryFolder();
await bundleFunctions(
  ['describePolicy'],
  { ...organisation, policy: { ...organisation.policy, rules: ofEveryType } },
  withEveryType,
);

describe('a bundle for a policy with rules of every type', () => {
  it('knows them all', async () => {
    const { response } = await answer(routeOf('describePolicy'), {}, join(withEveryType, 'describe-policy'));
    const found: readonly { readonly id: string }[] = JSON.parse(response.body).rules;
    expect(found.map(({ id }) => id)).toEqual([...ruleGuides.keys()]);
  });
});

interface Call {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly token: string | string[] | undefined;
}

type AnyRoute = Pick<Route, 'operationId' | 'method' | 'path'>;

/** Starts a function with nothing but its folder and its environment, and an upstream that refuses our role. */
async function answer({ operationId, method, path }: AnyRoute, event: object, folder = folderOf(operationId)) {
  const requests: Call[] = [];
  const upstream = createServer((request, response) => {
    const line = `${request.method} ${request.url?.split('?')[0]}`;
    requests.push({ line, authorization: request.headers.authorization, token: request.headers['x-amz-security-token'] });
    response.writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' });
    response.end(JSON.stringify({ message: 'no' }));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  try {
    // A listening TCP server's address is never a string.
    const { port } = upstream.address() as AddressInfo;
    const response = await invokeBundle(folder, { ...proxyEvent(method, path), ...event }, `http://127.0.0.1:${port}`);
    return { response, requests };
  } finally {
    upstream.close();
  }
}
