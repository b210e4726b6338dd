import { endpoint } from '../lib/http/endpoint.ts';
import { patchPipelineOperation } from '../lib/http/operations/patch-pipeline.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { pipelineChange, pipelineReading } from '../lib/image-builder/pipelines.ts';
import { referenceReading } from '../lib/image-builder/references.ts';
import { patchPipeline } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, pipelineReading, pipelineChange, referenceReading);

export const handler = endpoint(patchPipeline, runtime, patchPipelineOperation({ ...runtime, imageBuilder }));
