import { fileURLToPath } from 'node:url';

/** A module that is left out of the functions' bundles, and the file that stands in its place. */
export interface StandIn {
  /** Of a package's entry, its name as it is imported; of a file, the end of its path. */
  readonly module: string;
  readonly file: string;
}

/**
 * Everything that is left out. Whatever is replaced here is replaced in what gets deployed and nowhere else; the build fails when one
 * of them is met nowhere, and tests start every bundle and call Image Builder with it.
 */
export const standIns: readonly StandIn[] = [
  // The default chain looks for profiles, SSO sessions, web identities and metadata services. A Lambda function has none of them,
  // and loading the code that would look costs a tenth of a cold start.
  standIn('@aws-sdk/credential-provider-node', 'lambda-credentials.ts'),
  // Nobody logs in to a function: it has no ~/.aws, and to find that out takes node:fs/promises and a parser.
  standIn('/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js', 'no-profile-files.ts'),
  standIn(
    '/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
    'no-instance-region.ts',
  ),
  standIn('@smithy/core/event-streams', 'no-event-streams.ts'),
  standIn('/@smithy/core/dist-es/submodules/serde/util-stream/stream-type-check.js', 'no-web-streams.ts'),
  standIn('/@smithy/core/dist-es/submodules/serde/util-stream/sdk-stream-mixin.js', 'no-streaming.ts'),
  standIn('/@smithy/core/dist-es/submodules/serde/uuid/v4.js', 'uuid.ts'),
  standIn('@aws-sdk/middleware-logger', 'no-middleware.ts'),
  standIn('@aws-sdk/middleware-recursion-detection', 'no-middleware.ts'),
  standIn('@aws-sdk/middleware-user-agent', 'user-agent.ts'),
  standIn('@aws-sdk/util-user-agent-node', 'user-agent.ts'),
];

function standIn(module: string, name: string): StandIn {
  return { module, file: fileURLToPath(new URL(name, import.meta.url)) };
}
