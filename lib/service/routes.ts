import { readImageGrant, readPipelineGrant, readReferencesGrant, writeGrants } from './grants.ts';
import type { Route } from './route.ts';

export type { IamGrant, IamGrants, IamResource, Route } from './route.ts';

// Every route of the API, as data, one row each: the deployed stack, the local gateway and the endpoint read this one table. One
// row is one function with exactly the rights of its row. Nothing in a row is computed, a spread included: a bundler keeps
// whatever runs, and each function would carry the whole table.

const json = ['application/json'];

export const createPipeline = {
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
    writeGrants,
  ],
  timeoutSeconds: 25,
} as const satisfies Route;

export const listPipelines = {
  operationId: 'listPipelines',
  method: 'GET',
  path: '/v1/pipelines',
  summary: 'Read a page of pipelines, with what the rules say of each',
  scope: 'read',
  consumes: [],
  query: ['pageSize', 'pageToken', 'name', 'status', 'team', 'compliance'],
  success: [200],
  // Listing cannot be granted on single pipelines (Service Authorization Reference). A filter for one name reads that pipeline.
  iam: [{ actions: ['imagebuilder:ListImagePipelines'], on: 'any' }, readPipelineGrant],
  timeoutSeconds: 25,
} as const satisfies Route;

export const getPipeline = {
  operationId: 'getPipeline',
  method: 'GET',
  path: '/v1/pipelines/{name}',
  summary: 'Read the normalised view of a pipeline',
  scope: 'read',
  consumes: [],
  query: [],
  success: [200, 304],
  iam: [readPipelineGrant],
  timeoutSeconds: 15,
} as const satisfies Route;

export const replacePipeline = {
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
    writeGrants,
  ],
  timeoutSeconds: 25,
} as const satisfies Route;

export const patchPipeline = {
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
    writeGrants,
  ],
  timeoutSeconds: 25,
} as const satisfies Route;

export const deletePipeline = {
  operationId: 'deletePipeline',
  method: 'DELETE',
  path: '/v1/pipelines/{name}',
  summary: 'Delete a pipeline, where the rules let it go; its images stay',
  scope: 'write',
  consumes: [],
  query: [],
  success: [204],
  iam: [{ actions: ['imagebuilder:GetImagePipeline', 'imagebuilder:DeleteImagePipeline'], on: 'pipelines' }],
  timeoutSeconds: 15,
} as const satisfies Route;

export const getPipelineDefinition = {
  operationId: 'getPipelineDefinition',
  method: 'GET',
  path: '/v1/pipelines/{name}/definition',
  summary: 'Read a pipeline in request shape, ready to be sent again',
  scope: 'read',
  consumes: [],
  query: [],
  success: [200, 304],
  iam: [readPipelineGrant],
  timeoutSeconds: 15,
} as const satisfies Route;

export const startExecution = {
  operationId: 'startExecution',
  method: 'POST',
  path: '/v1/pipelines/{name}/executions',
  summary: 'Check a run of a pipeline against the rules and start it, whatever its schedule and its status say',
  scope: 'execute',
  consumes: json,
  bodyOptional: true,
  query: [],
  success: [202],
  // The run's image is tagged with who started it.
  iam: [
    { actions: ['imagebuilder:StartImagePipelineExecution', 'imagebuilder:GetImagePipeline'], on: 'pipelines' },
    // Where the answer to the start is lost, the run is looked for.
    { actions: ['imagebuilder:ListImagePipelineImages'], on: 'pipelines' },
    { actions: ['imagebuilder:TagResource', 'imagebuilder:GetImage'], on: 'images' },
    { actions: ['iam:CreateServiceLinkedRole'], on: 'service-linked-role' },
  ],
  timeoutSeconds: 25,
} as const satisfies Route;

export const listExecutions = {
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
} as const satisfies Route;

export const getExecution = {
  operationId: 'getExecution',
  method: 'GET',
  path: '/v1/pipelines/{name}/executions/{id}',
  summary: 'Read how an execution goes, or what came of it',
  scope: 'read',
  consumes: [],
  query: [],
  success: [200],
  iam: [readImageGrant, readPipelineGrant],
  timeoutSeconds: 15,
} as const satisfies Route;

export const cancelExecution = {
  operationId: 'cancelExecution',
  method: 'DELETE',
  path: '/v1/pipelines/{name}/executions/{id}',
  summary: 'Stop an execution',
  scope: 'execute',
  consumes: [],
  query: [],
  success: [202],
  iam: [{ actions: ['imagebuilder:CancelImageCreation'], on: 'images' }, readImageGrant, readPipelineGrant],
  timeoutSeconds: 25,
} as const satisfies Route;

export const evaluatePolicy = {
  operationId: 'evaluatePolicy',
  method: 'POST',
  path: '/v1/policy/evaluations',
  summary: 'Get the verdict that a write, a start or a deletion would get, and change nothing',
  scope: 'read',
  consumes: json,
  query: [],
  success: [200],
  // All but a creation is judged against the pipeline as it stands.
  iam: [readPipelineGrant, readReferencesGrant],
  timeoutSeconds: 15,
} as const satisfies Route;

export const describePolicy = {
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
} as const satisfies Route;

export const describeRule = {
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
} as const satisfies Route;

export const getPipelineSchema = {
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
} as const satisfies Route;

export const whoami = {
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
} as const satisfies Route;

export const checkHealth = {
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
} as const satisfies Route;

/** The table. */
export const routes = [
  createPipeline,
  listPipelines,
  getPipeline,
  replacePipeline,
  patchPipeline,
  deletePipeline,
  getPipelineDefinition,
  startExecution,
  listExecutions,
  getExecution,
  cancelExecution,
  evaluatePolicy,
  describePolicy,
  describeRule,
  getPipelineSchema,
  whoami,
  checkHealth,
] as const satisfies readonly Route[];

export type OperationId = (typeof routes)[number]['operationId'];
