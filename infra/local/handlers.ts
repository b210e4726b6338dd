import * as v from 'valibot';
import type { Route } from '../../lib/routes.ts';
import { kebabCase } from '../kebab-case.ts';
import type { Handler } from './invocation.ts';

/**
 * The handlers that get deployed, by operationId. A function reads the environment when it is loaded, so the environment has to be set
 * before.
 */
export async function loadHandlers(routes: readonly Route[]): Promise<Map<string, Handler>> {
  const loaded = routes.map(async ({ operationId }): Promise<[string, Handler]> => {
    const module: unknown = await import(`../../functions/${kebabCase(operationId)}.ts`);
    return [operationId, v.parse(functionModule, module).handler];
  });
  return new Map(await Promise.all(loaded));
}

const functionModule = v.object({ handler: v.custom<Handler>((handler) => typeof handler === 'function') });
