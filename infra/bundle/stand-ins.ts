import { fileURLToPath } from 'node:url';

/**
 * Modules that are left out of the functions' bundles, each with the file that stands in its place. Whatever is replaced here is
 * replaced in what gets deployed and nowhere else; a test starts every bundle and calls Image Builder with it.
 */
export const standIns: Readonly<Record<string, string>> = {
  // The default chain looks for profiles, SSO sessions, web identities and metadata services. A Lambda function has none of them,
  // and loading the code that would look costs a tenth of a cold start.
  '@aws-sdk/credential-provider-node': beside('lambda-credentials.ts'),
};

/** Further ones for an organisation whose policy has no expressions. */
export const withoutExpressions: Readonly<Record<string, string>> = {
  '@marcbachmann/cel-js': beside('no-expressions.ts'),
};

function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
