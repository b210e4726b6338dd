import { endpoint } from '../lib/http/endpoint.ts';
import { cancelExecutionOperation } from '../lib/http/operations/cancel-execution.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { executionCancellation, executionReading } from '../lib/image-builder/executions.ts';
import { pipelineReading } from '../lib/image-builder/pipelines.ts';
import { cancelExecution } from '../lib/service/routes.ts';
import { startRuntime } from '../lib/service/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, executionCancellation, executionReading, pipelineReading);

export const handler = endpoint(cancelExecution, runtime, cancelExecutionOperation({ ...runtime, imageBuilder }));
