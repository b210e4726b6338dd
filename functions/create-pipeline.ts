import { endpoint } from '../lib/http/endpoint.ts';
import { createPipelineOperation } from '../lib/http/operations/create-pipeline.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { pipelineCreation, pipelineReading } from '../lib/image-builder/pipelines.ts';
import { referenceReading } from '../lib/image-builder/references.ts';
import { createPipeline } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, pipelineCreation, pipelineReading, referenceReading);

export const handler = endpoint(createPipeline, runtime, createPipelineOperation({ ...runtime, imageBuilder }));
