import { fileURLToPath } from 'node:url';

/** A module that is left out of the functions' bundles, and the file that stands in its place. */
export interface StandIn {
  /** Of a package's entry, its name as it is imported; of a file, the end of its path. */
  readonly module: string;
  readonly file: string;
  /** Part of the paths of those for whom an entry is replaced; the empty text for everybody. */
  readonly importer: string;
}

/**
 * What is left out of the SDK, in functions that call Image Builder. Whatever is replaced here is replaced in what gets deployed
 * and nowhere else; the build fails when one of them is met nowhere, and tests start every bundle and call Image Builder with it.
 */
export const sdkStandIns: readonly StandIn[] = [
  // How a client comes to its settings: profiles, SSO, metadata services, a dozen variables of the environment. A Lambda function
  // has none of the former and shall not heed the latter; to find that out takes a third of the SDK.
  standIn('/@aws-sdk/client-imagebuilder/dist-es/runtimeConfig.js', 'runtime-config.ts'),
  standIn('/@aws-sdk/client-imagebuilder/dist-es/runtimeExtensions.js', 'no-extensions.ts'),
  // The stack says where Image Builder is.
  standIn('@smithy/core/endpoints', 'told-endpoint.ts', '/@aws-sdk/client-imagebuilder/'),
  // What reads and writes by the model; `lib/image-builder/wire/protocol.ts` does it instead.
  standIn('@smithy/core/schema', 'plain-schema.ts', '/smithy-client/'),
  standIn('/@smithy/signature-v4/dist-es/HeaderFormatter.js', 'no-event-signing.ts'),
  standIn('/@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js', 'no-adaptive-retries.ts'),
  standIn('/@smithy/core/dist-es/submodules/serde/uuid/v4.js', 'uuid.ts'),
  standIn('@smithy/core/serde', 'node-serde.ts', '/submodules/retry/'),
  standIn('/@smithy/core/dist-es/submodules/retry/middleware-retry/parseRetryAfterHeader.js', 'retry-after.ts'),
  standIn('/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/clock-skew-defaults.js', 'clock-skew.ts'),
  standIn('@aws-sdk/core/client', 'plain-credentials.ts', '/submodules/httpAuthSchemes/'),
  standIn('@aws-sdk/middleware-host-header', 'host-header.ts'),
  standIn('@aws-sdk/middleware-logger', 'no-middleware.ts'),
  standIn('@aws-sdk/middleware-recursion-detection', 'no-middleware.ts'),
  standIn('@aws-sdk/middleware-user-agent', 'user-agent.ts'),
];

/** What is left out of the logger, which every function has. */
export const loggerStandIns: readonly StandIn[] = [
  standIn('@aws/lambda-invoke-store', 'no-invoke-store.ts', '/@aws-lambda-powertools/'),
  standIn('node:console', 'no-console.ts', '/@aws-lambda-powertools/'),
];

/** What is left out of Middy, which every route has. */
export const middyStandIns: readonly StandIn[] = [standIn('node:http', 'status-codes.ts', '/@middy/util/')];

function standIn(module: string, name: string, importer = ''): StandIn {
  return { module, file: fileURLToPath(new URL(name, import.meta.url)), importer };
}
