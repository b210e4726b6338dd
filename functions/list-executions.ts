import { endpoint } from '../lib/http/endpoint.ts';
import { listExecutionsOperation } from '../lib/http/operations/list-executions.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment);

export const handler = endpoint('listExecutions', runtime, listExecutionsOperation({ ...runtime, imageBuilder }));
