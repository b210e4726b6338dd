import { endpoint } from '../lib/http/endpoint.ts';
import { listExecutionsOperation } from '../lib/http/operations/list-executions.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { executionListing } from '../lib/image-builder/executions.ts';
import { pipelineReading } from '../lib/image-builder/pipelines.ts';
import { listExecutions } from '../lib/service/routes.ts';
import { startRuntime } from '../lib/service/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, executionListing, pipelineReading);

export const handler = endpoint(listExecutions, runtime, listExecutionsOperation({ ...runtime, imageBuilder }));
