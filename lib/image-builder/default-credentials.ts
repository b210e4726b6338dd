import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';

/**
 * Where the credentials of this machine lead. The account is unknown where the credentials do not carry it, as long-lived keys
 * do.
 */
export type DefaultCredentials =
  | { readonly ok: true; readonly region: string; readonly account: string | undefined }
  | { readonly ok: false; readonly problem: string };

/**
 * Asks the SDK's own chain for credentials and Region. For the service on one machine; a deployed function is told both.
 *
 * @param wanted The Region, where somebody has said it.
 */
export async function findDefaultCredentials(wanted?: string): Promise<DefaultCredentials> {
  const client = new ImagebuilderClient(wanted === undefined ? {} : { region: wanted });
  const region = await client.config.region().catch(() => undefined);
  if (region === undefined)
    return {
      ok: false,
      problem: 'No AWS Region is set. Give it with --region, set AWS_REGION, or a Region in your AWS profile.',
    };
  try {
    const { accountId } = await client.config.credentials();
    return { ok: true, region, account: accountId };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `There are no AWS credentials that can be used: ${reason}` };
  }
}
