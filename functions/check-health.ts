import { endpoint } from '../lib/http/endpoint.ts';
import { checkHealthOperation } from '../lib/http/operations/check-health.ts';
import { checkHealth } from '../lib/service/routes.ts';
import { startRuntime } from '../lib/service/runtime.ts';

const runtime = startRuntime();

export const handler = endpoint(checkHealth, runtime, checkHealthOperation(runtime));
