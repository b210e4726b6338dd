import type { Policy } from '../../policy/policy.ts';
import { nearest } from '../../text/spelling.ts';
import { enumeration } from '../../text/wording.ts';
import { type ExitCode, exit } from '../command/command.ts';
import { openPolicy } from '../command/open-policy.ts';
import type { PolicyOptions } from '../command/options.ts';
import type { Terminal } from '../command/terminal.ts';
import { wrongPolicy } from './refusal.ts';

export type Opening =
  | { readonly ok: true; readonly policy: Policy }
  /** What was wrong has been said. */
  | { readonly ok: false; readonly code: ExitCode };

/** Opens the policy that options name, to judge for the team that they name. */
export function openFor(command: string, options: PolicyOptions, terminal: Terminal): Opening {
  const opened = openPolicy(options, options.now);
  if (!opened.ok) return { ok: false, code: wrongPolicy(opened.problems, terminal) };
  const { policy, teams } = opened;
  const problem = problemWith(options, Object.values(policy.document.environment?.accounts ?? {}), teams);
  if (problem === undefined) return { ok: true, policy };
  terminal.stderr.write(`${problem}\nSee: npm run policy -- ${command} --help\n`);
  return { ok: false, code: exit.unusable };
}

function problemWith(
  { team, environment }: PolicyOptions,
  environments: readonly string[],
  teams: readonly string[] | undefined,
): string | undefined {
  if (team !== null && teams !== undefined && !teams.includes(team)) return unknownTeam(team, teams);
  if (environment === undefined || environments.includes(environment)) return undefined;
  return unknownEnvironment(environment, [...new Set(environments)]);
}

/** Levels and scopes would count as nowhere. */
function unknownEnvironment(environment: string, environments: readonly string[]): string {
  const near = nearest(environment, environments);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  const known = environments.length === 1 ? `There is ${environments[0]}.` : `There are ${enumeration(environments) || 'none'}.`;
  return `The policy names no environment ${JSON.stringify(environment)}${meant || '.'} ${known}`;
}

/** What is judged for a team that nobody belongs to is judged for nobody, and its fixes would be wrong. */
function unknownTeam(team: string, teams: readonly string[]): string {
  const near = nearest(team, teams);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  const known = teams.length === 1 ? `There is ${teams[0]}.` : `There are ${enumeration(teams) || 'none'}.`;
  return `There is no team ${JSON.stringify(team)} in teams.yaml${meant || '.'} ${known}`;
}
