import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Caller, callerKinds } from '../../../lib/identity/caller.ts';
import { callerFromContext, contextOf } from '../../../lib/identity/context.ts';
import { scopes } from '../../../lib/identity/scopes.ts';

const text = fc.string({ minLength: 1 });

const callers: fc.Arbitrary<Caller> = fc.record(
  {
    subject: text,
    kind: fc.constantFrom(...callerKinds),
    team: fc.oneof(fc.constant(null), text),
    scopes: fc.subarray([...scopes]),
    claims: fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      fc.string(),
      { noNullPrototype: true },
    ),
    jobEnvironment: text,
    tokenId: text,
  },
  { requiredKeys: ['subject', 'kind', 'team', 'scopes', 'claims'] },
);

describe('the context of a caller', () => {
  it('leads back to the caller', () => {
    fc.assert(
      fc.property(callers, (caller) => {
        expect(callerFromContext(contextOf(caller))).toEqual(caller);
      }),
    );
  });

  it.each(['prototype', 'constructor', 'toString', ''])('keeps a claim called %j', (name) => {
    const caller: Caller = { subject: 's', kind: 'oidc', team: 'web', scopes: ['read'], claims: { [name]: 'x' } };
    expect(callerFromContext(contextOf(caller))).toEqual(caller);
  });

  it.each(['[]', 'null', '{"a":1}', '{'])('is no caller with the claims %s', (claims) => {
    expect(callerFromContext({ subject: 's', kind: 'oidc', scopes: '', claims })).toBeUndefined();
  });

  it('is nothing but text', () => {
    fc.assert(
      fc.property(callers, (caller) => Object.values(contextOf(caller)).every((value: unknown) => typeof value === 'string')),
    );
  });

  it('is no caller when it is anything else', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(callerFromContext(value)).toBeUndefined();
      }),
    );
  });
});
