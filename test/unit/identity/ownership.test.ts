import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../lib/identity/caller.ts';
import {
  mayChange,
  mayRead,
  ownerOf,
  requireMayChange,
  requireOwnTags,
  statedOwner,
  teamActedFor,
} from '../../../lib/identity/ownership.ts';
import { type Scope, scopes } from '../../../lib/identity/scopes.ts';
import { Forbidden } from '../../../lib/problem/errors.ts';
import { testTeams } from '../../support/teams.ts';

const shared = testTeams({ web: [], payments: [], constructor: [] });
const own = { ...shared, reading: 'own' } as const;
const caller = (team: string | null, granted: readonly Scope[] = ['read', 'write', 'execute']): Caller => {
  return { subject: 's', kind: 'iam', team, scopes: granted, claims: {} };
};
const admin = caller('web', scopes);

describe('the owner of a pipeline', () => {
  it.each<[Record<string, string> | undefined, string | undefined, string | null]>([
    [{ team: 'web' }, 'web', 'web'],
    [{ team: 'constructor' }, 'constructor', 'constructor'],
    [{ team: 'Web' }, 'Web', null],
    [{ team: 'web ' }, 'web ', null],
    [{ team: '' }, '', null],
    [{ team: 'toString' }, 'toString', null],
    [{ team: '__proto__' }, '__proto__', null],
    [{ Team: 'web' }, undefined, null],
    [Object.create({ team: 'web' }), undefined, null],
    [{}, undefined, null],
    [undefined, undefined, null],
  ])('with the tags %j is said to be %j and is %j', (tags, stated, owner) => {
    expect(statedOwner(tags, shared)).toBe(stated);
    expect(ownerOf(tags, shared)).toBe(owner);
  });

  it('stands in the tag that the organisation names', () => {
    expect(ownerOf({ team: 'payments', squad: 'web' }, { ...shared, ownerTag: 'squad' })).toBe('web');
    expect(ownerOf({ team: 'payments' }, { ...shared, ownerTag: 'toString' })).toBeNull();
  });
});

describe('who may do what', () => {
  it.each<[string, Caller, string | null, boolean, boolean]>([
    ['its team', caller('web'), 'web', true, true],
    ['another team', caller('payments'), 'web', false, false],
    ['nobody’s team, with what is nobody’s', caller(null), null, false, false],
    ['a team, with what is nobody’s', caller('web'), null, false, false],
    ['an admin of another team', admin, 'payments', true, true],
    ['an admin, with what is nobody’s', admin, null, true, true],
  ])('%s', (_, who, owner, reads, changes) => {
    expect(mayRead(who, owner, shared)).toBe(true);
    expect(mayRead(who, owner, own)).toBe(reads);
    expect(mayChange(who, owner)).toBe(changes);
  });

  it('is refused in words that name both teams', () => {
    expect(() => requireMayChange(caller('web'), { team: 'payments' }, shared)).toThrow(
      'The pipeline belongs to team payments, and you act for team web.',
    );
    expect(() => requireMayChange(caller(null), {}, shared)).toThrow(
      'The pipeline belongs to no team, and you act for no team. An admin can give it to one, by its tag team.',
    );
    expect(() => requireMayChange(admin, { team: 'payments' }, shared)).not.toThrow();
  });
});

describe('the tags that a pipeline may get', () => {
  it.each<[Caller, Record<string, string>, boolean]>([
    [caller('web'), { team: 'web' }, true],
    [caller('web'), { team: 'web', Team: 'payments' }, true],
    [caller('web'), { team: 'payments' }, false],
    [caller('web'), { team: 'WEB' }, false],
    [caller('web'), {}, false],
    [caller(null), {}, false],
    [caller(null), { team: 'web' }, false],
    [admin, { team: 'payments' }, true],
    [admin, {}, true],
  ])('from %j: %j', (who, tags, allowed) => {
    const attempt = () => requireOwnTags(who, tags, shared);
    if (allowed) expect(attempt).not.toThrow();
    else expect(attempt).toThrow(Forbidden);
  });

  it('are pointed at where they are refused', () => {
    const registry = { ...shared, ownerTag: 'our/team' };
    let thrown: unknown;
    try {
      requireOwnTags(caller('web'), { 'our/team': 'payments' }, registry);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      message: expect.stringContaining('tag our/team is "payments", and you act for team web'),
      extensions: { errors: [{ pointer: '/tags/our~1team', expected: 'web', received: 'payments' }] },
    });
  });
});

describe('the team that a caller acts for', () => {
  it.each<[Caller, Record<string, string> | undefined, string | null]>([
    [caller('web'), { team: 'web' }, 'web'],
    [caller('web'), { team: 'payments' }, 'web'],
    [caller(null), { team: 'web' }, null],
    [admin, { team: 'payments' }, 'payments'],
    [admin, { team: 'unknown' }, 'web'],
    [admin, undefined, 'web'],
  ])('is of %j, with %j, %j', (who, tags, team) => {
    expect(teamActedFor(who, tags, shared)).toBe(team);
  });
});
