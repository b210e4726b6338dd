import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';

/** Where the credentials of this machine lead. The account is unknown where the credentials do not carry it, as long-lived keys do. */
export type Surroundings =
  | { readonly ok: true; readonly region: string; readonly account: string | undefined }
  | { readonly ok: false; readonly problem: string };

/** Asks the SDK's own chain for credentials and Region. For the service on one machine; a deployed function is told both. */
export async function findSurroundings(): Promise<Surroundings> {
  const client = new ImagebuilderClient({});
  const region = await client.config.region().catch(() => undefined);
  if (region === undefined)
    return { ok: false, problem: 'No AWS Region is set. Set AWS_REGION, or a Region in your AWS profile.' };
  try {
    const { accountId } = await client.config.credentials();
    return { ok: true, region, account: accountId };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `There are no AWS credentials that can be used: ${reason}` };
  }
}
