import { endpoint } from '../lib/http/endpoint.ts';
import { listPipelinesOperation } from '../lib/http/operations/list-pipelines.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { pipelineListing, pipelineReading } from '../lib/image-builder/pipelines.ts';
import { listPipelines } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, pipelineListing, pipelineReading);

export const handler = endpoint(listPipelines, runtime, listPipelinesOperation({ ...runtime, imageBuilder }));
