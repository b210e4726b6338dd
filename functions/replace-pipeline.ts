import { endpoint } from '../lib/http/endpoint.ts';
import { replacePipelineOperation } from '../lib/http/operations/replace-pipeline.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { pipelineChange, pipelineCreation, pipelineReading } from '../lib/image-builder/pipelines.ts';
import { referenceReading } from '../lib/image-builder/references.ts';
import { replacePipeline } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, pipelineReading, pipelineCreation, pipelineChange, referenceReading);

export const handler = endpoint(replacePipeline, runtime, replacePipelineOperation({ ...runtime, imageBuilder }));
