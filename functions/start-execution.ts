import { endpoint } from '../lib/http/endpoint.ts';
import { startExecutionOperation } from '../lib/http/operations/start-execution.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { executionListing, executionReading, executionStart } from '../lib/image-builder/executions.ts';
import { pipelineReading } from '../lib/image-builder/pipelines.ts';
import { startExecution } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, executionStart, executionReading, executionListing, pipelineReading);

export const handler = endpoint(startExecution, runtime, startExecutionOperation({ ...runtime, imageBuilder }));
