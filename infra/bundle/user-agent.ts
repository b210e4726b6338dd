// In the place of @aws-sdk/middleware-user-agent, which looks up the machine, the credentials' origin and the features in use at
// every call, to say them in two headers.

import { headerPlugin } from './header-plugin.ts';

/** Put in by the build. */
declare const sdkVersion: string;

/** What CloudTrail shows as `userAgent` of our calls. */
const userAgent = `imagegate aws-sdk-js/${sdkVersion}`;

export function getUserAgentPlugin() {
  return headerPlugin('getUserAgentMiddleware', 'user-agent', () => userAgent);
}

export function resolveUserAgentConfig<Given>(given: Given): Given {
  return given;
}
