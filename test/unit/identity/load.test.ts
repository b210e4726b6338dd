import { describe, expect, it } from 'vitest';
import { loadTeams } from '../../../lib/identity/load.ts';

function problemsOf(text: string): readonly string[] {
  const loaded = loadTeams(text, 'teams.yaml');
  if (loaded.ok) return [];
  return loaded.problems.map(({ line, column, pointer, message }) => `${line}:${column} ${pointer} ${message}`);
}

const arn = 'arn:aws:iam::111122223333:role/';

describe('loading teams', () => {
  it.each([
    ['no teams', 'teams: {}'],
    ['a team without principals', 'teams: { web: { principals: [] } }'],
    ['wildcards that could meet', `teams: { a: { principals: ["${arn}a-*"] }, b: { principals: ["${arn}*-b"] } }`],
    ['a user with a path', 'teams: { a: { principals: ["arn:aws:iam::111122223333:user/x/anna"] } }'],
    ['a team called constructor', `teams: { constructor: { principals: ["${arn}x"] } }`],
  ])('takes %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['', '1:1  the file is empty'],
    ['team: {}\nteams: {}', '1:1 /team unknown key "team"; did you mean teams?'],
    ['teams: []', '1:8 /teams must be a mapping'],
    ['teams: { web: }', '1:15 /teams/web must be a mapping, and nothing is given: write {} for an empty one'],
    [
      'teams: { web: { principal: [] , principals: [] } }',
      '1:17 /teams/web/principal unknown key "principal"; did you mean principals?',
    ],
    ['teams: { web: { principals: x } }', '1:29 /teams/web/principals must be a list, not the text "x": write [x]'],
    [
      'teams: { "we b": { principals: [] } }',
      '1:18 /teams/we b is not a valid team name: use letters, digits and . _ -, at most 63 of them',
    ],
    [
      `teams: { a: { principals: ["arn:aws:iam::111122223333:role/ci/x"] } }`,
      '1:28 /teams/a/principals/0 has a path before the name of the role; callers are known by role names without paths, so leave the path out',
    ],
  ])('refuses %s', (text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });

  it.each([
    '*',
    'arn:aws:iam::*:role/web-*',
    'arn:*:iam::111122223333:role/x',
    'arn:aws:iam::111122223333:*',
    'arn:aws:sts::111122223333:assumed-role/x/y',
    'web-ci',
  ])('refuses the principal %s', (principal) => {
    expect(problemsOf(`teams: { web: { principals: ["${principal}"] } }`)).toEqual([
      expect.stringContaining('must be the ARN of a role or user in one account'),
    ]);
  });

  it.each([
    [
      'the same principal',
      `${arn}x`,
      `${arn}x`,
      ['/teams/b/principals/0 is a principal of team a as well; a caller can act for one team only'],
    ],
    [
      'the same wildcard',
      `${arn}x-*`,
      `${arn}x-*`,
      ['/teams/b/principals/0 is a principal of team a as well; a caller can act for one team only'],
    ],
    [
      'a name under a wildcard',
      `${arn}x-1`,
      `${arn}x-*`,
      ['/teams/a/principals/0 is a principal of team b as well; a caller can act for one team only'],
    ],
  ])('refuses two teams with %s', (_, first, second, expected) => {
    const problems = problemsOf(`teams:\n  a: { principals: ["${first}"] }\n  b: { principals: ["${second}"] }`);
    expect(problems.map((problem) => problem.replace(/^\S+ /, ''))).toEqual(expected);
  });
});

const trusted = `
issuers:
  github: { kind: github, issuer: "https://token.actions.githubusercontent.com", audience: imagegate }
  gitlab: { kind: gitlab, issuer: "https://gitlab.example/", audience: [imagegate, other] }
  aws: { kind: aws-web-identity, issuer: "https://x.tokens.sts.global.api.aws", audience: imagegate }
  portal: { kind: oidc, issuer: "http://localhost:3999/issuer", audience: imagegate }
teams:
`;

/** Problems of teams under those issuers, without their places. */
function refusals(...teams: readonly string[]): readonly string[] {
  const text = teams.map((principals, index) => `  ${'abc'[index]}: { principals: [${principals}] }`).join('\n');
  return problemsOf(trusted + text).map((problem) => problem.replace(/^\S+ /, ''));
}

describe('loading principals', () => {
  it('fills in what is not said, and makes text of ids', () => {
    const text = `${trusted}
  web:
    principals:
      - ${arn}x
      - { role: "${arn}y", scopes: [admin] }
      - { issuer: github, claims: { repository_id: 123, ref: [a, b] }, conditions: { ref_protected: true, environment: prod }, scopes: [read] }
`;
    const loaded = loadTeams(text, 'teams.yaml');
    expect(loaded.ok && loaded.document).toMatchObject({
      reading: 'shared',
      unknownCallers: 'none',
      ownerTag: 'team',
      issuers: { github: { kind: 'github', audience: ['imagegate'] }, gitlab: { audience: ['imagegate', 'other'] } },
      teams: {
        web: {
          principals: [
            { role: `${arn}x`, scopes: ['read', 'write', 'execute'] },
            { role: `${arn}y`, scopes: ['admin'] },
            {
              issuer: 'github',
              claims: { repository_id: ['123'], ref: ['a', 'b'] },
              conditions: { ref_protected: ['true'], environment: ['prod'] },
              scopes: ['read'],
            },
          ],
        },
      },
    });
  });

  it('takes over what is said', () => {
    const loaded = loadTeams('reading: own\nunknownCallers: read\nownerTag: owner\nreferences: any\nteams: {}', 'teams.yaml');
    const expected = { reading: 'own', unknownCallers: 'read', ownerTag: 'owner', references: 'any', issuers: {}, teams: {} };
    expect(loaded.ok && loaded.document).toEqual(expected);
  });

  it('keeps teams to their own references, and lets them read each other’s pipelines, unless something else is said', () => {
    const loaded = loadTeams('teams: {}', 'teams.yaml');
    expect(loaded.ok && loaded.document).toMatchObject({ reading: 'shared', references: 'own', ownerTag: 'team' });
  });

  it('refuses another word for what pipelines may refer to', () => {
    expect(problemsOf('references: all\nteams: {}')).toEqual(['1:13 /references must be own or any, not the text "all"']);
  });

  it.each([
    ['{}', '/teams/a/principals/0 must have either a role, or an issuer with the claims of its tokens'],
    [
      `{ role: "${arn}x", issuer: github }`,
      '/teams/a/principals/0 must have either a role, or an issuer with the claims of its tokens',
    ],
    [
      `{ role: "${arn}x", claims: { a: b } }`,
      '/teams/a/principals/0/claims are about tokens of an issuer, and this principal is a role',
    ],
    [
      '{ issuer: githup, claims: { repository_id: 1 }, scopes: [read] }',
      '/teams/a/principals/0/issuer unknown issuer "githup"; did you mean github?',
    ],
    [
      '{ issuer: github, claims: { repository_id: 1 } }',
      '/teams/a/principals/0 the key scopes is missing: say what the token may do',
    ],
    [
      '{ issuer: github, claims: { repository_id: 1 }, scopes: [wirte] }',
      '/teams/a/principals/0/scopes/0 must be read, write, execute or admin, not the text "wirte"',
    ],
    [
      '{ issuer: github, claims: { repositoryid: 1 }, scopes: [read] }',
      '/teams/a/principals/0/claims/repositoryid unknown claim "repositoryid"; did you mean repository_id?',
    ],
    [
      '{ issuer: github, claims: { repository: acme/web }, scopes: [read] }',
      '/teams/a/principals/0/claims/repository is a name, which someone else can take; use repository_id',
    ],
    [
      '{ issuer: github, claims: { sub: "repo:acme/web:*" }, scopes: [read] }',
      '/teams/a/principals/0/claims/sub is made of names and has several forms; use repository_id',
    ],
    [
      '{ issuer: github, claims: { ref: refs/heads/main }, scopes: [read] }',
      '/teams/a/principals/0 must be known by a claim, one of repository_id, repository_owner_id, enterprise_id; others only narrow it',
    ],
    [
      '{ issuer: github, claims: { repository_id: 1, ref_protected: "true" }, scopes: [read] }',
      '/teams/a/principals/0/claims/ref_protected is a condition: write it under conditions',
    ],
    [
      '{ issuer: github, claims: { repository_id: 1 }, conditions: { ref_protected: false }, scopes: [read] }',
      '/teams/a/principals/0/conditions/ref_protected can only be true; leave it out where any ref will do',
    ],
    [
      '{ issuer: gitlab, claims: { project_path: acme/web }, scopes: [read] }',
      '/teams/a/principals/0/claims/project_path is a name, which someone else can take; use project_id',
    ],
    [
      '{ issuer: aws, claims: { sub: x }, scopes: [read] }',
      '/teams/a/principals/0 is known by its ARN: write the role in place of issuer and claims',
    ],
    [
      '{ issuer: portal, scopes: [read] }',
      '/teams/a/principals/0 must be known by a claim, such as sub or groups; others only narrow it',
    ],
    [
      '{ issuer: portal, claims: { token_use: id, tid: x }, scopes: [read] }',
      '/teams/a/principals/0 must be known by a claim, such as sub or groups; others only narrow it',
    ],
    [
      '{ issuer: portal, claims: { email: a@example.com }, scopes: [read] }',
      '/teams/a/principals/0/claims/email can be changed, and given to someone else; use sub, or a claim with a group or an id',
    ],
    [
      '{ issuer: portal, claims: { groups: [] }, scopes: [read] }',
      '/teams/a/principals/0/claims/groups must name at least one value',
    ],
    [
      '{ issuer: portal, claims: { id: 1.5 }, scopes: [read] }',
      '/teams/a/principals/0/claims/id must be a whole number, or be put in quotes',
    ],
  ])('refuses %s', (principal, expected) => {
    expect(refusals(principal)).toEqual([expected]);
  });

  it.each([
    ['http://gitlab.example', 'an address without TLS'],
    ['https://gitlab.example/?x=1', 'an address with a query'],
    ['gitlab.example', 'no address'],
    ['https://user@gitlab.example', 'an address with a user'],
  ])('refuses the issuer %s, %s', (issuer) => {
    expect(problemsOf(`issuers: { a: { kind: oidc, issuer: "${issuer}", audience: x } }\nteams: {}`)).toEqual([
      expect.stringContaining('/issuers/a/issuer must be an address such as https://'),
    ]);
  });

  it('refuses two issuers of one address, a kind that there is not, and a tag that is none, all at once', () => {
    const text = `
reading: all
ownerTag: "aws:team"
issuers:
  a: { kind: oidc, issuer: "https://a.example", audience: x }
  b: { kind: githup, issuer: "https://a.example", audience: x }
  C: { kind: oidc, issuer: "https://c.example" }
teams: { web: { principals: [{ issuer: c, claims: { sub: x }, scopes: [read] }] } }`;
    expect(problemsOf(text).map((problem) => problem.replace(/^\S+ (\S+) .*/, '$1'))).toEqual([
      '/reading',
      '/ownerTag',
      '/issuers/b/kind',
      '/issuers/b/issuer',
      '/issuers/C',
      '/issuers/C/audience',
      '/teams/web/principals/0/issuer',
    ]);
  });

  it.each([
    ['https://token.actions.githubusercontent.com', 'github'],
    ['https://TOKEN.actions.githubusercontent.com/', 'github'],
    ['https://token.actions.githubusercontent.com:443/acme', 'github'],
    ['https://token.actions.githubusercontent.com.', 'github'],
    ['https://token.actions.acme.ghe.com', 'github'],
    ['https://github.acme.example/_services/token', 'github'],
    ['https://gitlab.com', 'gitlab'],
    ['https://00000000-0000-0000-0000-000000000000.tokens.sts.global.api.aws', 'aws-web-identity'],
  ])('refuses to take %s for anything but %s', (address, kind) => {
    const other = kind === 'gitlab' ? 'github' : 'gitlab';
    const file = (as: string) => `issuers: { a: { kind: ${as}, issuer: "${address}", audience: x } }\nteams: {}`;
    for (const wrong of ['oidc', other]) {
      expect(problemsOf(file(wrong))).toEqual([
        expect.stringContaining(`/issuers/a/kind must be ${kind}, because this issuer gives tokens of that kind`),
      ]);
    }
    expect(problemsOf(file(kind))).toEqual([]);
  });

  it.each(['https://github.acme.example/_services/token/keys', 'https://github.acme.example/x/_services/token'])(
    'does not know whose %s is',
    (address) => {
      const file = `issuers: { a: { kind: gitlab, issuer: "${address}", audience: x } }\nteams: {}`;
      expect(problemsOf(file)).toEqual([]);
    },
  );

  const repository = (claims: string, more = '') => `{ issuer: github, claims: ${claims}, ${more} scopes: [read] }`;

  it.each([
    ['the same', repository('{ repository_id: 1 }'), repository('{ repository_id: "1" }'), 'b', 'a'],
    ['values in common', repository('{ repository_id: [1, 2] }'), repository('{ repository_id: [2, 3] }'), 'b', 'a'],
    ['one within the other', repository('{ repository_id: 1, ref: x }'), repository('{ repository_id: 1 }'), 'a', 'b'],
    [
      'one under a condition',
      repository('{ repository_id: 1 }'),
      repository('{ repository_id: 1 }', 'conditions: { ref_protected: true },'),
      'b',
      'a',
    ],
  ])('refuses tokens of two teams: %s', (_, first, second, within, other) => {
    expect(refusals(first, second)).toEqual([
      `/teams/${within}/principals/0 is a principal of team ${other} as well; a caller can act for one team only`,
    ]);
  });

  it.each([
    ['different ids', repository('{ repository_id: 1 }'), repository('{ repository_id: 2 }')],
    ['ids of different things', repository('{ repository_id: 1 }'), repository('{ repository_owner_id: 1 }')],
    [
      'different environments',
      repository('{ repository_id: 1 }', 'conditions: { environment: a },'),
      repository('{ repository_id: 1 }', 'conditions: { environment: b },'),
    ],
    ['a role and a token', `"${arn}x"`, repository('{ repository_id: 1 }')],
  ])('takes tokens of two teams: %s', (_, first, second) => {
    expect(refusals(first, second)).toEqual([]);
  });

  it.each([
    'teams: { a: { principals: [null] } }',
    'issuers: []\nteams: 1',
    'issuers: { a: null }\nteams: { a: null }',
    'teams: { a: { principals: [[x]] } }',
  ])('never throws: %s', (text) => {
    expect(problemsOf(text)).not.toEqual([]);
  });
});
