// In the place of @aws-sdk/middleware-host-header, for which its package brings along the endpoints of every partition.

import { headerPlugin } from './header-plugin.ts';

/** Sets the header `host`, which is signed. */
export function getHostHeaderPlugin() {
  return headerPlugin('hostHeaderMiddleware', 'host', ({ hostname, port }) =>
    port === undefined ? hostname : `${hostname}:${port}`,
  );
}

export function resolveHostHeaderConfig<Given>(given: Given): Given {
  return given;
}
