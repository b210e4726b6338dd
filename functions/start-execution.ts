import { endpoint } from '../lib/http/endpoint.ts';
import { startExecutionOperation } from '../lib/http/operations/start-execution.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment);

export const handler = endpoint('startExecution', runtime, startExecutionOperation({ ...runtime, imageBuilder }));
