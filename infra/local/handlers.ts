import * as v from 'valibot';
import type { Route } from '../../lib/service/routes.ts';
import { kebabCase } from '../settings/kebab-case.ts';
import type { AuthorizerHandler } from './gateway/authorization.ts';
import type { DeployedHandler } from './gateway/invocation.ts';

/**
 * The handlers that get deployed, by operationId. A function reads the environment when it is loaded, so the environment has to
 * be set before.
 */
export async function loadHandlers(routes: readonly Route[]): Promise<Map<string, DeployedHandler>> {
  const loaded = routes.map(async ({ operationId }): Promise<[string, DeployedHandler]> => {
    const module: unknown = await import(`../../functions/${kebabCase(operationId)}.ts`);
    return [operationId, v.parse(functionModule, module).handler];
  });
  return new Map(await Promise.all(loaded));
}

/** The authorizer that gets deployed where callers bring tokens; it too reads the environment when it is loaded. */
export async function loadAuthorizer(): Promise<AuthorizerHandler> {
  const module: unknown = await import('../../functions/authorize.ts');
  return v.parse(authorizerModule, module).handler;
}

const authorizerModule = v.object({ handler: v.custom<AuthorizerHandler>((handler) => typeof handler === 'function') });

const functionModule = v.object({ handler: v.custom<DeployedHandler>((handler) => typeof handler === 'function') });
