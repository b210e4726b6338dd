import { endpoint } from '../lib/http/endpoint.ts';
import { getExecutionOperation } from '../lib/http/operations/get-execution.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { executionReading } from '../lib/image-builder/executions.ts';
import { pipelineReading } from '../lib/image-builder/pipelines.ts';
import { getExecution } from '../lib/service/routes.ts';
import { startRuntime } from '../lib/service/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, executionReading, pipelineReading);

export const handler = endpoint(getExecution, runtime, getExecutionOperation({ ...runtime, imageBuilder }));
