import { endpoint } from '../lib/http/endpoint.ts';
import { cancelExecutionOperation } from '../lib/http/operations/cancel-execution.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment);

export const handler = endpoint('cancelExecution', runtime, cancelExecutionOperation({ ...runtime, imageBuilder }));
