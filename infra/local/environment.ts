import { devNull } from 'node:os';
import { ownVersion } from '../../lib/cli/arguments/own-version.ts';
import type { LocalDeployment } from './deployment.ts';

export interface FunctionSettings {
  readonly deployment: LocalDeployment;
  /** Path of the compiled organisation. */
  readonly organisationFile: string;
  /** Address of the embedded Image Builder; absent: the one of AWS. */
  readonly endpoint: string | undefined;
  readonly quiet: boolean;
}

/**
 * Gives this process the environment that a deployed function has. The embedded Image Builder gets none of the developer's own
 * AWS settings: a profile, say, that asks for FIPS endpoints would not go together with an address on this machine.
 */
export function setEnvironment(environment: NodeJS.ProcessEnv, settings: FunctionSettings): void {
  const { deployment, organisationFile, endpoint, quiet } = settings;
  delete environment['IMAGEGATE_IMAGE_BUILDER_ENDPOINT'];
  // The local gateway counts for all functions together.
  delete environment['IMAGEGATE_CALLER_RATE'];
  delete environment['IMAGEGATE_CALLER_LANES'];
  if (endpoint !== undefined) {
    for (const name of Object.keys(environment)) if (name.startsWith('AWS_')) delete environment[name];
    Object.assign(environment, {
      IMAGEGATE_IMAGE_BUILDER_ENDPOINT: endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    });
  }
  Object.assign(environment, {
    AWS_REGION: deployment.region,
    IMAGEGATE_ACCOUNT: deployment.account,
    IMAGEGATE_PARTITION: deployment.partition,
    IMAGEGATE_CORS_ORIGINS: deployment.corsOrigins.join(','),
    IMAGEGATE_ORGANISATION: organisationFile,
    IMAGEGATE_VERSION: ownVersion(),
    POWERTOOLS_SERVICE_NAME: 'imagegate',
    ...(quiet ? { POWERTOOLS_LOG_LEVEL: 'SILENT' } : {}),
  });
}
