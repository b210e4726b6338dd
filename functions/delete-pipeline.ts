import { endpoint } from '../lib/http/endpoint.ts';
import { deletePipelineOperation } from '../lib/http/operations/delete-pipeline.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { pipelineDeletion, pipelineReading } from '../lib/image-builder/pipelines.ts';
import { deletePipeline } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, pipelineReading, pipelineDeletion);

export const handler = endpoint(deletePipeline, runtime, deletePipelineOperation({ ...runtime, imageBuilder }));
