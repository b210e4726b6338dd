import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from './certificate.ts';
import { type Kind, startUpstream } from './tls-upstream.ts';

/** What a function is started in. */
export interface Surroundings {
  /** For bundles; empty but for the certificate that the environment names. */
  readonly folder: string;
  readonly environment: Record<string, string>;
  /** Ends the stand-in and removes the folder. */
  close(): void;
}

/** Starts a stand-in for Image Builder and says to functions where it is, as Lambda and the stack would. */
export async function surroundings(kind: Kind): Promise<Surroundings> {
  const folder = mkdtempSync(join(tmpdir(), 'imagegate-bench-'));
  const certificate = selfSigned(new Date());
  const upstream = await startUpstream(certificate, kind);
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, certificate.cert);
  return {
    folder,
    environment: environmentFor(upstream.url, authority),
    close() {
      upstream.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** @param authority Path of the certificate that the endpoint's own hangs on. */
export function environmentFor(endpoint: string, authority: string): Record<string, string> {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_SESSION_TOKEN: 'session',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    NODE_EXTRA_CA_CERTS: authority,
    BENCH_ENDPOINT: endpoint,
    IMAGEGATE_IMAGE_BUILDER_ENDPOINT: endpoint,
    IMAGEGATE_ACCOUNT: '111122223333',
    IMAGEGATE_ORGANISATION: 'organisation.json',
  };
}
