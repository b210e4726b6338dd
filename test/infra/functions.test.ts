import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { authorizerRow } from '../../infra/stack/endpoint-function.ts';
import { ownVersion } from '../../lib/cli/arguments/own-version.ts';
import { describePolicy, evaluatePolicy, routes, startExecution } from '../../lib/service/routes.ts';
import { appFor, bundlesOf, flat, type Resource, resources, templateFor } from './synthesis.ts';

const template = templateFor({ executionRoles: ['imagebuilder/*', 'ci-?'] });

function functionOf(summary: string, from = template): Resource['Properties'] {
  return [...resources(from, 'AWS::Lambda::Function').values()].find(({ Properties }) => Properties.Description === summary)
    ?.Properties;
}

/** What a function's role may do, a line for each action and resource. */
function rightsOf(summary: string, from = template): string[] {
  const roleId = flat(functionOf(summary, from).Role).slice(1, -'.Arn>'.length);
  const policies: Resource['Properties'][] = resources(from, 'AWS::IAM::Role').get(roleId)?.Properties.Policies;
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Effect, Action, Resource, Condition }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((resource) => {
          const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
          return `${Effect} ${action} ${flat(resource).replaceAll(/<(\w+)Logs\w+\.Arn>/g, '<$1.Logs>')}${condition}`;
        }),
      ),
    )
    .sort();
}

const here = 'arn:<AWS::Partition>:imagebuilder:<AWS::Region>:<AWS::AccountId>';
const role = 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role';
const passed = 'if {"StringEquals":{"iam:PassedToService":"imagebuilder.amazonaws.com"}}';
const reads = [`Allow imagebuilder:GetImagePipeline ${here}:image-pipeline/*`];

/** What Image Builder demands of whoever writes a pipeline, beside the right to write it. */
const dependent = [
  'Allow ecr:BatchGetRepositoryScanningConfiguration arn:<AWS::Partition>:ecr:<AWS::Region>:<AWS::AccountId>:repository/*',
  'Allow ecr:DescribeRepositories arn:<AWS::Partition>:ecr:<AWS::Region>:<AWS::AccountId>:repository/*',
  `Allow iam:CreateServiceLinkedRole ${role}/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder if {"StringEquals":{"iam:AWSServiceName":"imagebuilder.amazonaws.com"}}`,
  `Allow iam:PassRole ${role}/ci-? ${passed}`,
  `Allow iam:PassRole ${role}/imagebuilder/* ${passed}`,
  'Allow imagebuilder:GetContainerRecipe arn:<AWS::Partition>:imagebuilder:<AWS::Region>:*:container-recipe/*',
  'Allow imagebuilder:GetContainerRecipe arn:<AWS::Partition>:imagebuilder:<AWS::Region>:*:image-recipe/*',
  `Allow imagebuilder:GetDistributionConfiguration ${here}:distribution-configuration/*`,
  `Allow imagebuilder:GetDistributionConfiguration ${here}:infrastructure-configuration/*`,
  'Allow imagebuilder:GetImageRecipe arn:<AWS::Partition>:imagebuilder:<AWS::Region>:*:container-recipe/*',
  'Allow imagebuilder:GetImageRecipe arn:<AWS::Partition>:imagebuilder:<AWS::Region>:*:image-recipe/*',
  `Allow imagebuilder:GetInfrastructureConfiguration ${here}:distribution-configuration/*`,
  `Allow imagebuilder:GetInfrastructureConfiguration ${here}:infrastructure-configuration/*`,
  `Allow imagebuilder:GetWorkflow ${here}:workflow/*`,
  'Allow imagebuilder:GetWorkflow arn:<AWS::Partition>:imagebuilder:<AWS::Region>:aws:workflow/*',
  'Allow inspector2:BatchGetAccountStatus *',
];

/** What a dry run looks at: whatever a pipeline may refer to in the account. */
const looks = [
  'GetContainerRecipe',
  'GetDistributionConfiguration',
  'GetImageRecipe',
  'GetInfrastructureConfiguration',
  'GetWorkflow',
].flatMap((action) =>
  ['container-recipe', 'distribution-configuration', 'image-recipe', 'infrastructure-configuration', 'workflow'].map(
    (kind) => `Allow imagebuilder:${action} ${here}:${kind}/*`,
  ),
);

/** Written out, so that a right that is added to the table is seen by who reviews it. */
const rights: Record<string, readonly string[]> = {
  createPipeline: [
    ...dependent,
    `Allow imagebuilder:CreateImagePipeline ${here}:image-pipeline/*`,
    `Allow imagebuilder:GetImagePipeline ${here}:image-pipeline/*`,
    `Allow imagebuilder:TagResource ${here}:image-pipeline/*`,
  ],
  replacePipeline: [
    ...dependent,
    `Allow imagebuilder:CreateImagePipeline ${here}:image-pipeline/*`,
    `Allow imagebuilder:GetImagePipeline ${here}:image-pipeline/*`,
    `Allow imagebuilder:TagResource ${here}:image-pipeline/*`,
    `Allow imagebuilder:UntagResource ${here}:image-pipeline/*`,
    `Allow imagebuilder:UpdateImagePipeline ${here}:image-pipeline/*`,
  ],
  patchPipeline: [
    ...dependent,
    `Allow imagebuilder:GetImagePipeline ${here}:image-pipeline/*`,
    `Allow imagebuilder:TagResource ${here}:image-pipeline/*`,
    `Allow imagebuilder:UntagResource ${here}:image-pipeline/*`,
    `Allow imagebuilder:UpdateImagePipeline ${here}:image-pipeline/*`,
  ],
  deletePipeline: [
    `Allow imagebuilder:DeleteImagePipeline ${here}:image-pipeline/*`,
    `Allow imagebuilder:GetImagePipeline ${here}:image-pipeline/*`,
  ],
  listPipelines: [...reads, 'Allow imagebuilder:ListImagePipelines *'],
  getPipeline: reads,
  getPipelineDefinition: reads,
  startExecution: [
    `Allow iam:CreateServiceLinkedRole ${role}/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder if {"StringEquals":{"iam:AWSServiceName":"imagebuilder.amazonaws.com"}}`,
    `Allow imagebuilder:GetImage ${here}:image/*`,
    `Allow imagebuilder:GetImagePipeline ${here}:image-pipeline/*`,
    `Allow imagebuilder:ListImagePipelineImages ${here}:image-pipeline/*`,
    `Allow imagebuilder:StartImagePipelineExecution ${here}:image-pipeline/*`,
    `Allow imagebuilder:TagResource ${here}:image/*`,
  ],
  listExecutions: [`Allow imagebuilder:ListImagePipelineImages ${here}:image-pipeline/*`, ...reads],
  getExecution: [`Allow imagebuilder:GetImage ${here}:image/*`, ...reads],
  cancelExecution: [
    `Allow imagebuilder:CancelImageCreation ${here}:image/*`,
    `Allow imagebuilder:GetImage ${here}:image/*`,
    ...reads,
  ],
  evaluatePolicy: [...looks, ...reads],
  describePolicy: [],
  describeRule: [],
  getPipelineSchema: [],
  whoami: [],
  checkHealth: [],
};

describe('the functions', () => {
  it('are one for each route', () => {
    const descriptions = [...resources(template, 'AWS::Lambda::Function').values()].map(
      ({ Properties }) => Properties.Description,
    );
    expect(descriptions.sort()).toEqual(routes.map(({ summary }) => summary).sort());
    expect(Object.keys(rights).sort()).toEqual(routes.map(({ operationId }) => operationId).sort());
  });

  it.each(routes)('$operationId may do what it needs and nothing else', ({ operationId, summary }) => {
    const ownLog = ['CreateLogStream', 'PutLogEvents'].map((action) => `Allow logs:${action} <${operationId}.Logs>`);
    expect(rightsOf(summary)).toEqual([...(rights[operationId] ?? []), ...ownLog].sort());
  });

  it('get no right from anywhere but their own role', () => {
    const roles = [...resources(template, 'AWS::IAM::Role').values()].map(({ Properties }) => Properties);
    const assumedByLambda = roles.filter((properties) =>
      JSON.stringify(properties.AssumeRolePolicyDocument).includes('lambda.amazonaws.com'),
    );
    expect(assumedByLambda).toHaveLength(routes.length);
    expect(assumedByLambda.filter(({ ManagedPolicyArns }) => ManagedPolicyArns !== undefined)).toEqual([]);
    expect([...resources(template, 'AWS::IAM::Policy').keys()]).toEqual([]);
  });

  it('may pass no role when no role is named', () => {
    const summary = routes[0].summary;
    expect(rightsOf(summary, templateFor({ executionRoles: [] })).join()).not.toContain('iam:PassRole');
  });

  it('may write traces only when tracing is on', () => {
    const traced = templateFor({ tracing: true });
    for (const { summary } of routes) {
      expect(functionOf(summary).TracingConfig).toBeUndefined();
      expect(functionOf(summary, traced).TracingConfig).toEqual({ Mode: 'Active' });
      const added = rightsOf(summary, traced).filter((right) => right.includes('xray:'));
      expect(added).toEqual(['Allow xray:PutTelemetryRecords *', 'Allow xray:PutTraceSegments *']);
    }
  });

  it.each(routes)(
    '$operationId runs on arm64 with Node.js 24 and ends before API Gateway gives up',
    ({ summary, timeoutSeconds }) => {
      const found = functionOf(summary);
      expect(found).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: 1024,
      });
      expect(found.Timeout).toBe(timeoutSeconds);
      expect(found.Timeout).toBeLessThan(29);
    },
  );

  it('run on the architecture that the settings say', () => {
    expect(functionOf(routes[0].summary, templateFor({ architecture: 'x86_64' })).Architectures).toEqual(['x86_64']);
  });

  it('take nothing of what an account can run at one time, unless a setting says so', () => {
    const reserved = [...resources(template, 'AWS::Lambda::Function').values()].map(
      ({ Properties }) => Properties.ReservedConcurrentExecutions,
    );
    expect(reserved).toEqual(routes.map(() => undefined));
  });

  it.each(routes)(
    '$operationId has room of its own where it calls Image Builder and a setting says so',
    ({ operationId, summary }) => {
      const settings = templateFor({ reservedConcurrency: 7, auth: 'jwt' });
      const callsImageBuilder = rights[operationId]?.join().includes('imagebuilder:') ?? false;
      expect(functionOf(summary, settings).ReservedConcurrentExecutions).toBe(callsImageBuilder ? 7 : undefined);
      expect(functionOf(authorizerRow.summary, settings).ReservedConcurrentExecutions).toBeUndefined();
    },
  );

  it('are new when their code is, and not when only its compiled form was made again', () => {
    const keyOf = (files: Readonly<Record<string, string>>) =>
      functionOf(routes[0].summary, Template.fromStack(appFor({}, bundlesOf(files)).stack)).Code.S3Key;
    const key = keyOf({ 'index.js': 'a', 'function.js': 'b', 'function.v24.0.0-x64.cache': 'c' });
    expect(keyOf({ 'index.js': 'a', 'function.js': 'b', 'function.v24.0.0-x64.cache': 'd' })).toBe(key);
    expect(keyOf({ 'index.js': 'a', 'function.js': 'B', 'function.v24.0.0-x64.cache': 'c' })).not.toBe(key);
    expect(keyOf({ 'index.js': 'a', 'function.js': 'b', 'function.v24.1.0-x64.cache': 'c' })).not.toBe(key);
    expect(keyOf({ 'index.js': 'a', 'function.js': 'b' })).not.toBe(key);
  });

  it('learn from their environment where they are', () => {
    const settings = { corsOrigins: ['https://a.example', 'https://b.example:8443'], logLevel: 'DEBUG' };
    expect(functionOf(routes[0].summary, templateFor(settings)).Environment.Variables).toEqual({
      IMAGEGATE_ACCOUNT: { Ref: 'AWS::AccountId' },
      IMAGEGATE_PARTITION: { Ref: 'AWS::Partition' },
      IMAGEGATE_CORS_ORIGINS: 'https://a.example,https://b.example:8443',
      IMAGEGATE_ORGANISATION: 'organisation.json',
      IMAGEGATE_VERSION: ownVersion(),
      IMAGEGATE_IMAGE_BUILDER_ENDPOINT: {
        'Fn::Join': ['', ['https://imagebuilder.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
      },
      IMAGEGATE_CALLER_RATE: '5/10',
      POWERTOOLS_SERVICE_NAME: 'imagegate',
      POWERTOOLS_LOG_LEVEL: 'DEBUG',
    });
  });

  it.each([
    ['reads', describePolicy, {}, '10/20'],
    ['judges', evaluatePolicy, {}, '10/20'],
    ['writes', startExecution, {}, '5/10'],
    ['writes', startExecution, { throttling: { requestsPerSecond: 7, burst: 9, callerShare: 10 } }, '0.35/1'],
    ['writes', startExecution, { throttling: { callerShare: 100 } }, undefined],
  ])('that %s (%o) knows how often one caller may ask: %j gives %j', (_, { summary }, given, rate) => {
    expect(functionOf(summary, templateFor(given)).Environment.Variables.IMAGEGATE_CALLER_RATE).toBe(rate);
  });

  it('keep their logs as long as the settings say, and so does API Gateway', () => {
    const groups = [...resources(templateFor({ logRetentionDays: 30 }), 'AWS::Logs::LogGroup').values()];
    // One for each function, and API Gateway's two.
    expect(groups).toHaveLength(routes.length + 2);
    expect(groups.map(({ Properties }) => Properties.RetentionInDays)).toEqual(groups.map(() => 30));
  });
});
