import type { CallerKind } from './caller.ts';
import { quotable } from './quotable.ts';

/** The contents of a token whose signature, issuer, audience and times were checked. */
export type Payload = Readonly<Record<string, unknown>>;

/** An identity that was proven, before anybody asked which team it acts for. */
export interface Proof {
  readonly subject: string;
  readonly kind: CallerKind;
  /** ARN of the AWS role or user, without the role's path. */
  readonly role?: string;
  /** Name of the trusted issuer of the token. */
  readonly issuer?: string;
  /** Empty for IAM. */
  readonly payload: Payload;
  readonly jobEnvironment?: string;
  /** The few claims that are told to the caller and to the log. */
  readonly claims: Readonly<Record<string, string>>;
  readonly tokenId?: string;
}

/** What the tokens of one kind of issuer say, and what of it a principal may be known by. */
export interface TokenKind {
  /**
   * Claims that name somebody by an id which is never given to another. A principal needs one of them; `undefined`: any claim.
   */
  readonly ids: readonly string[] | undefined;
  /** Claims that can narrow a principal further. */
  readonly narrowing: readonly string[];
  /** Claims with which nobody can be known, each with the reason. */
  readonly refused: Readonly<Record<string, string>>;
  /** Throws `Unauthenticated` when the token is not of this kind. */
  prove(payload: Payload, issuer: string): Proof;
}

/** The values of a claim as text: one, or those of a list; none of an absent claim or of a structured one. */
export function claimValues(payload: Payload, claim: string): readonly string[] {
  const value = Object.hasOwn(payload, claim) ? payload[claim] : undefined;
  return (Array.isArray(value) ? value : [value]).flatMap((item) => (isPlain(item) ? [String(item)] : []));
}

/** The one value of a claim that is to be shown: printable, and no longer than a line can bear. */
export function shownValue(payload: Payload, claim: string): string | undefined {
  const [value, ...more] = claimValues(payload, claim);
  return value !== undefined && more.length === 0 && /^[\x20-\x7e]{1,256}$/.test(value) ? value : undefined;
}

/**
 * What of a token goes into the log. A branch may have any name, and no line is to lack it, so a claim is made printable, and cut
 * where it is longer than a line can bear.
 */
export function shownClaims(payload: Payload, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const [value = '', ...more] = claimValues(payload, name);
      return value === '' || more.length > 0
        ? []
        : [[name, quotable(value.slice(0, maximumShownLength)).slice(0, maximumShownLength)] as const];
    }),
  );
}

const maximumShownLength = 256;

/** The members that a caller has from any token. */
export function commonProof(payload: Payload): Pick<Proof, 'payload' | 'tokenId' | 'jobEnvironment'> {
  const tokenId = shownValue(payload, 'jti');
  const jobEnvironment = shownValue(payload, 'environment');
  return { payload, ...(tokenId === undefined ? {} : { tokenId }), ...(jobEnvironment === undefined ? {} : { jobEnvironment }) };
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
