import { endpoint } from '../lib/http/endpoint.ts';
import { createPipelineOperation } from '../lib/http/operations/create-pipeline.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment);

export const handler = endpoint('createPipeline', runtime, createPipelineOperation({ ...runtime, imageBuilder }));
