import { findSurroundings } from '../../lib/image-builder/default-credentials.ts';
import { originsIn } from '../../lib/service/settings.ts';
import type { Settings } from '../stack/settings.ts';
import type { Options } from './options.ts';

/** Where the service pretends to stand, and who calls it. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** As API Gateway writes a caller: a role is seen as the session that assumed it. */
  readonly userArn: string;
  readonly corsOrigins: readonly string[];
}

export type FoundPlace = { readonly ok: true; readonly place: Place } | { readonly ok: false; readonly problem: string };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The place of the embedded Image Builder is that of the settings, whatever AWS settings the developer has. With AWS it is where the
 * credentials lead; account and partition can be said by the same variables that a deployed function reads.
 */
export async function findPlace(options: Options, settings: Settings, environment: Environment): Promise<FoundPlace> {
  const { developer } = settings.local;
  const userArn = sessionArn(options.caller ?? developer);
  const origins = environment['IMAGEGATE_CORS_ORIGINS'];
  const corsOrigins = options.cors ?? (origins === undefined ? settings.corsOrigins : originsIn(origins));
  if (!options.aws) {
    const { account = settings.local.account, region = settings.local.region } = options;
    return { ok: true, place: { account, region, partition: partitionOf(region), userArn, corsOrigins } };
  }

  const found = await findSurroundings(options.region);
  if (!found.ok) return found;
  const ownAccount = options.account ?? environment['IMAGEGATE_ACCOUNT'] ?? found.account;
  if (ownAccount === undefined) {
    return { ok: false, problem: 'The AWS credentials do not tell their account. Say it with --account and its 12 digits.' };
  }
  const partition = environment['IMAGEGATE_PARTITION'] ?? partitionOf(found.region);
  return { ok: true, place: { account: ownAccount, region: found.region, partition, userArn, corsOrigins } };
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
