import type { CallerKind } from './caller.ts';

/**
 * The kind that an issuer's tokens certainly have, by its address; `undefined` for one that nobody knows. Sources: GitHub Docs,
 * "OpenID Connect reference", and for Enterprise Cloud with data residency and Enterprise Server "Customizing the issuer value";
 * GitLab Docs, "OpenID Connect (OIDC) Authentication Using ID Tokens"; IAM User Guide, "Understanding token claims".
 */
export function kindOfAddress(address: string): Exclude<CallerKind, 'iam'> | undefined {
  if (!URL.canParse(address)) return undefined;
  const { hostname, pathname } = new URL(address);
  const host = hostname.toLowerCase().replace(/\.$/, '');
  if (host === 'token.actions.githubusercontent.com') return 'github';
  if (host.startsWith('token.actions.') && host.endsWith('.ghe.com')) return 'github';
  if (/^\/_services\/token\/?$/.test(pathname)) return 'github';
  if (host === 'gitlab.com') return 'gitlab';
  return host.endsWith('.tokens.sts.global.api.aws') ? 'aws-web-identity' : undefined;
}
