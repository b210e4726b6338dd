import { describe, expect, it } from 'vitest';
import { compileOrganisation } from '../../../lib/cli/compile/compile.ts';
import { meetingTeams } from '../../../lib/cli/compile/meeting-teams.ts';
import { testTeams } from '../../support/teams.ts';

const teams = testTeams({ payments: [], 'payments-emea': [], web: [] });
const rule = (parameters: object) => ({ rules: [{ id: 'r', type: 't', ...parameters }] });

describe('a wildcard behind {team}', () => {
  it.each([
    [{ allow: ['{team}-*'] }, '/allow/0'],
    [{ infrastructure: { allow: ['std', 'x/{team}*'] } }, '/infrastructure/allow/1'],
    [{ require: { name: { equals: '{region}/{team}-?*' } } }, '/require/name/equals'],
  ])('that takes in another team’s name is told: %j', (parameters, place) => {
    const [warning, ...others] = meetingTeams(rule(parameters), teams);
    expect(others).toEqual([]);
    expect(warning).toContain(`rule r, at ${place}:`);
    expect(warning).toContain('does not keep the teams payments and payments-emea apart');
  });

  it.each([
    [{ allow: ['{team}/*', '/imagebuilder/{team}/*'] }],
    [{ allow: ['{team}-image-builder', '{team}-image-builder-*'] }],
    [{ allow: ['{team}', '*'] }],
    [{ forbid: ['{team}-*'], description: '{team}-*', remedy: '{team}-*' }],
  ])('that does not is not: %j', (parameters) => {
    expect(meetingTeams(rule(parameters), teams)).toEqual([]);
  });

  it('is no matter where no team’s name begins with another’s', () => {
    expect(meetingTeams(rule({ allow: ['{team}-*', '{team}*'] }), testTeams({ web: [], payments: [] }))).toEqual([]);
  });

  it.each(['infra/organisation', 'infra/examples/bank', 'infra/examples/start-up'])('keeps teams apart in %s', (folder) => {
    const compiled = compileOrganisation(folder);
    expect(compiled.ok && compiled.warnings).toEqual([]);
  });
});
