import { endpoint } from '../lib/http/endpoint.ts';
import { whoamiOperation } from '../lib/http/operations/whoami.ts';
import { whoami } from '../lib/service/routes.ts';
import { startRuntime } from '../lib/service/runtime.ts';

export const handler = endpoint(whoami, startRuntime(), whoamiOperation());
