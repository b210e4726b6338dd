import { endpoint } from '../lib/http/endpoint.ts';
import { patchPipelineOperation } from '../lib/http/operations/patch-pipeline.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment);

export const handler = endpoint('patchPipeline', runtime, patchPipelineOperation({ ...runtime, imageBuilder }));
