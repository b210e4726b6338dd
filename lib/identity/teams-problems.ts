import type { PlacedProblem } from '../file/yaml-source.ts';
import { isObject } from '../json/value.ts';
import { nearest } from '../text/spelling.ts';
import { quoted } from '../text/wording.ts';
import { kindOfAddress } from './known-issuers.ts';
import type { TokenKind } from './proof.ts';
import { tokenKinds } from './token-kinds.ts';

type Path = readonly (string | number)[];
type Members = Readonly<Record<string, unknown>>;

/** What does not go together in `teams.yaml`, beyond the shape of its parts; the value may have any shape. */
export function teamsProblems(value: unknown): readonly PlacedProblem[] {
  const { issuers, teams } = members(value);
  return [
    ...repeatedIssuers(members(issuers)),
    ...disguisedIssuers(members(issuers)),
    ...Object.entries(members(teams)).flatMap(([team, document]) => {
      const { principals } = members(document);
      const listed: readonly unknown[] = Array.isArray(principals) ? principals : [];
      return listed.flatMap((principal, index) =>
        isObject(principal) ? principalProblems(principal, members(issuers), ['teams', team, 'principals', index]) : [],
      );
    }),
  ];
}

function members(value: unknown): Members {
  return isObject(value) ? value : {};
}

/** A token tells its issuer by the address alone. */
function repeatedIssuers(issuers: Members): readonly PlacedProblem[] {
  const addresses = Object.entries(issuers).map(([name, issuer]) => ({ name, address: members(issuer)['issuer'] }));
  return addresses.flatMap(({ name, address }, index) => {
    const first = addresses.find((other) => other.address === address);
    return typeof address !== 'string' || first === undefined || first === addresses[index]
      ? []
      : [{ path: ['issuers', name, 'issuer'], message: `is the issuer ${first.name} already` }];
  });
}

/**
 * Issuers that are known by their address have a kind, and with it the claims that name somebody for good. Another kind would let
 * the file name jobs by what somebody else can take.
 */
function disguisedIssuers(issuers: Members): readonly PlacedProblem[] {
  return Object.entries(issuers).flatMap(([name, issuer]) => {
    const { issuer: address, kind } = members(issuer);
    const known = typeof address === 'string' ? kindOfAddress(address) : undefined;
    if (known === undefined || kind === known || typeof kind !== 'string') return [];
    return [{ path: ['issuers', name, 'kind'], message: `must be ${known}, because this issuer gives tokens of that kind` }];
  });
}

function principalProblems(principal: Members, issuers: Members, path: Path): readonly PlacedProblem[] {
  const has = (name: string) => Object.hasOwn(principal, name);
  if (has('role') === has('issuer')) {
    return [{ path, message: 'must have either a role, or an issuer with the claims of its tokens' }];
  }
  if (has('role')) {
    return ['claims', 'conditions'].filter(has).map((name) => ({
      path: [...path, name],
      message: 'are about tokens of an issuer, and this principal is a role',
      onKey: true,
    }));
  }
  const issuer = principal['issuer'];
  if (typeof issuer !== 'string') return [];
  if (!Object.hasOwn(issuers, issuer)) return [{ path: [...path, 'issuer'], ...unknownIssuer(issuer, Object.keys(issuers)) }];
  const kind = kindOf(issuers[issuer]);
  return [
    ...(has('scopes') ? [] : [{ path, message: 'the key scopes is missing: say what the token may do' }]),
    ...(kind === undefined ? [] : claimProblems(principal['claims'], kind, path)),
  ];
}

function unknownIssuer(name: string, known: readonly string[]): { message: string; suggestion: string | undefined } {
  const suggestion = nearest(name, known);
  const rest = suggestion === undefined ? `there are ${known.join(', ') || 'none'}` : `did you mean ${suggestion}?`;
  return { message: `unknown issuer ${quoted(name)}; ${rest}`, suggestion };
}

function kindOf(issuer: unknown): TokenKind | undefined {
  const { kind } = members(issuer);
  return Object.entries(tokenKinds).find(([name]) => name === kind)?.[1];
}

function claimProblems(claims: unknown, kind: TokenKind, path: Path): readonly PlacedProblem[] {
  const { ids, narrowing } = kind;
  if (ids?.length === 0) {
    return [{ path, message: 'is known by its ARN: write the role in place of issuer and claims' }];
  }
  const names = Object.keys(members(claims));
  const unknownClaims = names.flatMap((name): readonly PlacedProblem[] => {
    const message = claimMisfit(name, kind);
    return message === undefined ? [] : [{ path: [...path, 'claims', name], onKey: true, ...message }];
  });
  const isNamed = names.some((name) => (ids === undefined ? !narrows(name, kind) : ids.includes(name)));
  const wanted = ids === undefined ? 'such as sub or groups' : `one of ${ids.join(', ')}`;
  const unnamed = `must be known by a claim, ${wanted}${narrowing.length === 0 ? '' : '; others only narrow it'}`;
  return isNamed || unknownClaims.length > 0 ? unknownClaims : [{ path, message: unnamed }];
}

function narrows(name: string, { narrowing, refused }: TokenKind): boolean {
  return Object.hasOwn(refused, name) || narrowing.includes(name);
}

function claimMisfit(name: string, { ids, narrowing, refused }: TokenKind) {
  if (Object.hasOwn(refused, name)) return { message: refused[name] ?? '' };
  const known = [...(ids ?? []), ...narrowing];
  if (ids === undefined || known.includes(name)) return undefined;
  if (name === 'ref_protected' || name === 'environment') return { message: 'is a condition: write it under conditions' };
  const suggestion = nearest(name, known);
  const rest = suggestion === undefined ? `there are ${known.join(', ')}` : `did you mean ${suggestion}?`;
  return { message: `unknown claim ${quoted(name)}; ${rest}`, suggestion };
}
