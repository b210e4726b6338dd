import { endpoint } from '../lib/http/endpoint.ts';
import { listPipelinesOperation } from '../lib/http/operations/list-pipelines.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment);

export const handler = endpoint('listPipelines', runtime, listPipelinesOperation({ ...runtime, imageBuilder }));
