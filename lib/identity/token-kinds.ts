import { awsWebIdentity } from './aws.ts';
import type { CallerKind } from './caller.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { oidc } from './oidc.ts';
import type { TokenKind } from './proof.ts';

/** Every kind of issuer whose tokens can be trusted. */
export const tokenKinds = { github, gitlab, 'aws-web-identity': awsWebIdentity, oidc } as const satisfies Record<
  Exclude<CallerKind, 'iam'>,
  TokenKind
>;
