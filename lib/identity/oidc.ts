import { Unauthenticated } from '../problem/errors.ts';
import { commonProof, shownClaims, shownValue, type TokenKind } from './proof.ts';

const changeable = 'can be changed, and given to someone else; use sub, or a claim with a group or an id';

const checkedAnyway = 'is checked of every token already';

/**
 * Tokens of any other OpenID Connect provider, such as Cognito, Entra or Okta. Only issuer and `sub` together name a person for
 * good; e-mail addresses and names do not. Source: OpenID Connect Core 1.0 §5.7, "Claim Stability and Uniqueness".
 */
export const oidc: TokenKind = {
  ids: undefined,
  // Said of every user of an application, or of none in particular.
  narrowing: [
    'token_use',
    'typ',
    'ver',
    'acr',
    'amr',
    'auth_time',
    'email_verified',
    'phone_number_verified',
    'scope',
    'scp',
    'tid',
    'idp',
  ],
  refused: {
    email: changeable,
    name: changeable,
    nickname: changeable,
    given_name: changeable,
    family_name: changeable,
    preferred_username: changeable,
    unique_name: changeable,
    upn: changeable,
    iss: checkedAnyway,
    aud: checkedAnyway,
    exp: checkedAnyway,
    nbf: checkedAnyway,
    iat: checkedAnyway,
    jti: 'differs from token to token',
  },
  prove(payload, issuer) {
    const subject = shownValue(payload, 'sub');
    if (subject === undefined) throw new Unauthenticated('The token has no sub, or one that is not a short printable text.');
    const claims = shownClaims(payload, told);
    return { ...commonProof(payload), subject: `${issuer}:${subject}`, kind: 'oidc', issuer, claims };
  },
};

/**
 * Of a person also the names that people know it by, which prove nothing: Entra says `oid` and `preferred_username`, Okta the
 * latter, Cognito `cognito:username` in an ID token and `username` in an access token, and others nothing but `email`.
 */
const told = ['sub', 'azp', 'client_id', 'tid', 'oid', 'preferred_username', 'cognito:username', 'username', 'email'];
