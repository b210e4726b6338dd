import { endpoint } from '../lib/http/endpoint.ts';
import { getPipelineOperation } from '../lib/http/operations/get-pipeline.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { pipelineReading } from '../lib/image-builder/pipelines.ts';
import { getPipeline } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, pipelineReading);

export const handler = endpoint(getPipeline, runtime, getPipelineOperation({ ...runtime, imageBuilder }));
