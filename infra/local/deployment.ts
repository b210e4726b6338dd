import type { Home } from '../../lib/arn.ts';
import { findDefaultCredentials } from '../../lib/image-builder/default-credentials.ts';
import { originsIn } from '../../lib/service/settings.ts';
import type { StackSettings } from '../settings/settings.ts';
import type { StartOptions } from './options.ts';

/** Where the service pretends to stand, and who calls it. */
export interface LocalDeployment extends Home {
  /** As API Gateway writes a caller: a role is seen as the session that assumed it. */
  readonly userArn: string;
  readonly corsOrigins: readonly string[];
}

export type FoundDeployment =
  | { readonly ok: true; readonly deployment: LocalDeployment }
  | { readonly ok: false; readonly problem: string };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The place of the embedded Image Builder is that of the settings, whatever AWS settings the developer has. With AWS it is where
 * the credentials lead; account and partition can be said by the same variables that a deployed function reads.
 */
export async function findDeployment(
  options: StartOptions,
  settings: StackSettings,
  environment: Environment,
): Promise<FoundDeployment> {
  const { developer } = settings.local;
  const userArn = sessionArn(options.caller ?? developer);
  const origins = environment['IMAGEGATE_CORS_ORIGINS'];
  const corsOrigins = options.cors ?? (origins === undefined ? settings.corsOrigins : originsIn(origins));
  if (!options.aws) {
    const { account = settings.local.account, region = settings.local.region } = options;
    return { ok: true, deployment: { account, region, partition: partitionOf(region), userArn, corsOrigins } };
  }

  const found = await findDefaultCredentials(options.region);
  if (!found.ok) return found;
  const ownAccount = options.account ?? environment['IMAGEGATE_ACCOUNT'] ?? found.account;
  if (ownAccount === undefined) {
    return { ok: false, problem: 'The AWS credentials do not name their account. Give its 12 digits with --account.' };
  }
  const partition = environment['IMAGEGATE_PARTITION'] ?? partitionOf(found.region);
  return { ok: true, deployment: { account: ownAccount, region: found.region, partition, userArn, corsOrigins } };
}

/** API Gateway shows who signed: for a role its session, without the role's path. Source: IAM User Guide, "IAM identifiers". */
function sessionArn(arn: string): string {
  const [, partition, account, name] = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return name === undefined ? arn : `arn:${partition}:sts::${account}:assumed-role/${name}/local`;
}

/** Source: AWS General Reference, "Amazon Resource Names (ARNs)", partitions. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
