import { endpoint } from '../lib/http/endpoint.ts';
import { getDefinitionOperation } from '../lib/http/operations/get-pipeline.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { pipelineReading } from '../lib/image-builder/pipelines.ts';
import { getPipelineDefinition } from '../lib/service/routes.ts';
import { startRuntime } from '../lib/service/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, pipelineReading);

export const handler = endpoint(getPipelineDefinition, runtime, getDefinitionOperation({ ...runtime, imageBuilder }));
