import type { IamGrant, Route } from './route.ts';

export type { IamGrant, IamResource, Route } from './route.ts';

const json = ['application/json'];

/**
 * CreateImagePipeline and UpdateImagePipeline check the caller's right to read what the pipeline refers to, to pass its role, and (the
 * former) to tag it. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2 Image Builder",
 * dependent actions.
 */
const writeGrants: readonly IamGrant[] = [
  { actions: ['imagebuilder:GetImageRecipe', 'imagebuilder:GetContainerRecipe'], on: 'recipes' },
  {
    actions: ['imagebuilder:GetInfrastructureConfiguration', 'imagebuilder:GetDistributionConfiguration'],
    on: 'configurations',
  },
  { actions: ['imagebuilder:GetWorkflow'], on: 'workflows' },
  { actions: ['iam:PassRole'], on: 'execution-roles' },
  { actions: ['iam:CreateServiceLinkedRole'], on: 'service-linked-role' },
  { actions: ['ecr:DescribeRepositories'], on: 'repositories' },
  { actions: ['ecr:BatchGetRepositoryScanningConfiguration'], on: 'repositories' },
  { actions: ['inspector2:BatchGetAccountStatus'], on: 'any' },
];

/** Images are what the executions of pipelines are called by Image Builder. */
const imageReadGrants: readonly IamGrant[] = [{ actions: ['imagebuilder:GetImage'], on: 'images' }];

const readGrants: readonly IamGrant[] = [{ actions: ['imagebuilder:GetImagePipeline'], on: 'pipelines' }];

/**
 * Every route of the API, as data: the deployed stack, the local gateway and the endpoint read this one table. One row is one
 * function with exactly the rights of its row.
 */
export const routes = [
  {
    operationId: 'createPipeline',
    method: 'POST',
    path: '/v1/pipelines',
    summary: 'Check a pipeline against the rules, create it, and read it back',
    scope: 'write',
    consumes: json,
    query: [],
    success: [201],
    iam: [
      {
        actions: ['imagebuilder:CreateImagePipeline', 'imagebuilder:TagResource', 'imagebuilder:GetImagePipeline'],
        on: 'pipelines',
      },
      ...writeGrants,
    ],
    timeoutSeconds: 25,
  },
  {
    operationId: 'listPipelines',
    method: 'GET',
    path: '/v1/pipelines',
    summary: 'Read a page of pipelines, with what the rules say of each',
    scope: 'read',
    consumes: [],
    query: ['pageSize', 'pageToken', 'name', 'status', 'team', 'compliance'],
    success: [200],
    // Listing cannot be granted on single pipelines (Service Authorization Reference). A filter for one name reads that pipeline.
    iam: [{ actions: ['imagebuilder:ListImagePipelines'], on: 'any' }, ...readGrants],
    timeoutSeconds: 25,
  },
  {
    operationId: 'getPipeline',
    method: 'GET',
    path: '/v1/pipelines/{name}',
    summary: 'Read the normalised view of a pipeline',
    scope: 'read',
    consumes: [],
    query: [],
    success: [200, 304],
    iam: readGrants,
    timeoutSeconds: 15,
  },
  {
    operationId: 'replacePipeline',
    method: 'PUT',
    path: '/v1/pipelines/{name}',
    summary: 'Create a pipeline, or make it equal to a definition, settings and tags',
    scope: 'write',
    consumes: json,
    query: [],
    success: [200, 201],
    iam: [
      {
        actions: [
          'imagebuilder:GetImagePipeline',
          'imagebuilder:CreateImagePipeline',
          'imagebuilder:UpdateImagePipeline',
          'imagebuilder:TagResource',
          'imagebuilder:UntagResource',
        ],
        on: 'pipelines',
      },
      ...writeGrants,
    ],
    timeoutSeconds: 25,
  },
  {
    operationId: 'patchPipeline',
    method: 'PATCH',
    path: '/v1/pipelines/{name}',
    summary: 'Change the members of a pipeline that a merge patch has, and no other',
    scope: 'write',
    consumes: ['application/merge-patch+json'],
    query: [],
    success: [200],
    iam: [
      {
        actions: [
          'imagebuilder:GetImagePipeline',
          'imagebuilder:UpdateImagePipeline',
          'imagebuilder:TagResource',
          'imagebuilder:UntagResource',
        ],
        on: 'pipelines',
      },
      ...writeGrants,
    ],
    timeoutSeconds: 25,
  },
  {
    operationId: 'deletePipeline',
    method: 'DELETE',
    path: '/v1/pipelines/{name}',
    summary: 'Delete a pipeline; its images stay',
    scope: 'write',
    consumes: [],
    query: [],
    success: [204],
    iam: [{ actions: ['imagebuilder:GetImagePipeline', 'imagebuilder:DeleteImagePipeline'], on: 'pipelines' }],
    timeoutSeconds: 15,
  },
  {
    operationId: 'getPipelineDefinition',
    method: 'GET',
    path: '/v1/pipelines/{name}/definition',
    summary: 'Read a pipeline in request shape, ready to be sent again',
    scope: 'read',
    consumes: [],
    query: [],
    success: [200, 304],
    iam: readGrants,
    timeoutSeconds: 15,
  },
  {
    operationId: 'startExecution',
    method: 'POST',
    path: '/v1/pipelines/{name}/executions',
    summary: 'Run a pipeline, whatever its schedule and its status say',
    scope: 'execute',
    consumes: json,
    bodyOptional: true,
    query: [],
    success: [202],
    // The run's image is tagged with who started it.
    iam: [
      { actions: ['imagebuilder:StartImagePipelineExecution', 'imagebuilder:GetImagePipeline'], on: 'pipelines' },
      { actions: ['imagebuilder:TagResource', 'imagebuilder:GetImage'], on: 'images' },
      { actions: ['iam:CreateServiceLinkedRole'], on: 'service-linked-role' },
    ],
    timeoutSeconds: 25,
  },
  {
    operationId: 'listExecutions',
    method: 'GET',
    path: '/v1/pipelines/{name}/executions',
    summary: 'Read a page of the executions of a pipeline',
    scope: 'read',
    consumes: [],
    query: ['pageSize', 'pageToken'],
    success: [200],
    // A run is whose its pipeline is.
    iam: [{ actions: ['imagebuilder:ListImagePipelineImages', 'imagebuilder:GetImagePipeline'], on: 'pipelines' }],
    timeoutSeconds: 25,
  },
  {
    operationId: 'getExecution',
    method: 'GET',
    path: '/v1/pipelines/{name}/executions/{id}',
    summary: 'Read how an execution goes, or what came of it',
    scope: 'read',
    consumes: [],
    query: [],
    success: [200],
    iam: [...imageReadGrants, ...readGrants],
    timeoutSeconds: 15,
  },
  {
    operationId: 'cancelExecution',
    method: 'DELETE',
    path: '/v1/pipelines/{name}/executions/{id}',
    summary: 'Stop an execution',
    scope: 'execute',
    consumes: [],
    query: [],
    success: [202],
    iam: [{ actions: ['imagebuilder:CancelImageCreation'], on: 'images' }, ...imageReadGrants, ...readGrants],
    timeoutSeconds: 25,
  },
  {
    operationId: 'evaluatePolicy',
    method: 'POST',
    path: '/v1/policy/evaluations',
    summary: 'Get the verdict that a write would get, and change nothing',
    scope: 'read',
    consumes: json,
    query: [],
    success: [200],
    // To replace or to patch is judged against the pipeline as it stands.
    iam: readGrants,
    timeoutSeconds: 15,
  },
  {
    operationId: 'describePolicy',
    method: 'GET',
    path: '/v1/policy',
    summary: 'Read the rules that apply to you',
    scope: 'read',
    consumes: [],
    query: [],
    success: [200, 304],
    iam: [],
    timeoutSeconds: 10,
  },
  {
    operationId: 'describeRule',
    method: 'GET',
    path: '/v1/policy/rules/{id}',
    summary: 'Read what one rule demands, why, and how to satisfy it',
    scope: 'read',
    consumes: [],
    query: [],
    success: [200, 304],
    iam: [],
    timeoutSeconds: 10,
  },
  {
    operationId: 'getPipelineSchema',
    method: 'GET',
    path: '/v1/schemas/pipeline',
    summary: 'Read the JSON Schema of a definition, narrowed by the rules that apply to you',
    scope: 'read',
    consumes: [],
    query: ['draft'],
    success: [200, 304],
    iam: [],
    timeoutSeconds: 10,
  },
  {
    operationId: 'whoami',
    method: 'GET',
    path: '/v1/whoami',
    summary: 'See who you are here: your team and what you may do',
    scope: null,
    consumes: [],
    query: [],
    success: [200],
    iam: [],
    timeoutSeconds: 10,
  },
  {
    operationId: 'checkHealth',
    method: 'GET',
    path: '/v1/health',
    summary: 'See that the service answers; asks nothing of Image Builder',
    scope: null,
    consumes: [],
    query: [],
    success: [200],
    iam: [],
    timeoutSeconds: 10,
  },
] as const satisfies readonly Route[];

export type OperationId = (typeof routes)[number]['operationId'];

/** The row of an operation. */
export function routeOf(operationId: OperationId): Route {
  const route = routes.find((candidate) => candidate.operationId === operationId);
  if (route === undefined) throw new TypeError(`no route has the operation ${operationId}`);
  return route;
}
