import type { Scope } from './scopes.ts';

/** How a caller was proven: by the signature of an AWS request, or by a token of an issuer of this kind. */
export const callerKinds = ['iam', 'github', 'gitlab', 'aws-web-identity', 'oidc'] as const;

export type CallerKind = (typeof callerKinds)[number];

/** Who asks, as the server established it; nothing of it comes from the body, the query or an unproven header of the request. */
export interface Caller {
  /**
   * The proven identity, the same from session to session and never reused for another: `arn:aws:iam::111122223333:role/web-ci`,
   * `github:repository:123456`.
   */
  readonly subject: string;
  readonly kind: CallerKind;
  /** The team that `teams.yaml` gives this caller, or `null` when no team has it. */
  readonly team: string | null;
  readonly scopes: readonly Scope[];
  /** The deployment environment that a CI job runs for, where its token tells one. */
  readonly jobEnvironment?: string;
  /** The few claims of the token that say where it comes from; empty for IAM. Never the token. */
  readonly claims: Readonly<Record<string, string>>;
  /** The token's own id (`jti`), by which its issuer can find it. */
  readonly tokenId?: string;
  /** Name of the session in which somebody has the role; of IAM alone. */
  readonly session?: string;
  /** Lambda's id of the invocation in which the authorizer let the caller in: a minute's requests may rest on one. */
  readonly authorizationId?: string;
}
