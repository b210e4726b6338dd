import { endpoint } from '../lib/http/endpoint.ts';
import { getExecutionOperation } from '../lib/http/operations/get-execution.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment);

export const handler = endpoint('getExecution', runtime, getExecutionOperation({ ...runtime, imageBuilder }));
