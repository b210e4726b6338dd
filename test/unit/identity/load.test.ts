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
      '1:18 /teams/we b is no name for a team: letters, digits and . _ - are, at most 63 of them',
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
