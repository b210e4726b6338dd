import { endpoint } from '../lib/http/endpoint.ts';
import { replacePipelineOperation } from '../lib/http/operations/replace-pipeline.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment);

export const handler = endpoint('replacePipeline', runtime, replacePipelineOperation({ ...runtime, imageBuilder }));
