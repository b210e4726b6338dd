import { buildTime } from '../compile/build-time.ts';
import type { Setting } from '../judging/checked.ts';

/** What every option is called, what it takes, and what it is for. */
const table = {
  folder: {
    argument: 'FOLDER',
    says: 'the organisation: policy.yaml, exceptions.yaml, teams.yaml, fixtures/ (infra/organisation)',
  },
  policy: { argument: 'FILE', says: 'the rules (policy.yaml of the folder)' },
  exceptions: { argument: 'FILE', says: 'the exceptions (exceptions.yaml beside the rules, if there is one)' },
  team: { argument: 'NAME', says: "the caller's team; without it, rules that need the team are broken" },
  'team-at': { argument: 'POINTER', says: 'where each definition names its team, for example /tags/team' },
  environment: { argument: 'NAME', says: 'the environment (what the policy says of the account)' },
  account: { argument: 'ID', says: 'the AWS account (111122223333)' },
  region: { argument: 'NAME', says: 'the Region (eu-west-1)' },
  now: { argument: 'TIME', says: 'when it is judged: a date or an RFC 3339 time (SOURCE_DATE_EPOCH, or this moment)' },
  format: { argument: 'NAME', says: 'how to print' },
} as const;

export type OptionName = keyof typeof table;

/** The options as they were given, each checked by itself. */
export interface PolicyOptions extends Setting {
  readonly folder: string | undefined;
  readonly policyFile: string | undefined;
  readonly exceptionsFile: string | undefined;
  readonly format: string;
}

export type OptionValues = { readonly [Name in OptionName]?: string | undefined };

export const optionNames = Object.keys(table) as readonly OptionName[]; // the keys of a literal are known

/** For the parser of arguments. */
export const parsedOptions = {
  ...(Object.fromEntries(optionNames.map((name) => [name, { type: 'string' }])) as { [Name in OptionName]: { type: 'string' } }),
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Lines of a help text. */
export function describeOptions(names: readonly OptionName[], formats: readonly string[]): readonly string[] {
  return names.map((name) => {
    const { argument, says } = table[name];
    const [first = '', ...others] = formats;
    const text = name === 'format' ? `${says}: ${first}, or ${others.join(', ')}` : says;
    return `  ${`--${name} ${argument}`.padEnd(20)} ${text}`;
  });
}

/** Options that belong to the service's view of a request. */
export const settingOptions = ['team', 'team-at', 'environment', 'account', 'region', 'now'] as const;

export const organisationOptions = ['folder', 'policy', 'exceptions'] as const;

/** Reads the values, or says in a sentence what is wrong with the first that is. */
export function readPolicyOptions(
  values: OptionValues,
  formats: readonly string[],
  now: Date,
  env: Readonly<Record<string, string | undefined>>,
): { readonly ok: true; readonly options: PolicyOptions } | { readonly ok: false; readonly problem: string } {
  const { account = '111122223333', region = 'eu-west-1', format = formats[0] ?? '' } = values;
  const teamAt = values['team-at'];
  const time = timeOf(values.now, now, env);
  const problem = [
    /^\d{12}$/.test(account) ? '' : `--account is ${JSON.stringify(account)}; an account id has 12 digits.`,
    formats.includes(format) ? '' : `--format is ${JSON.stringify(format)}; ${formats.join(', ')} are possible.`,
    teamAt === undefined || teamAt.startsWith('/') ? '' : `--team-at is ${JSON.stringify(teamAt)}; a pointer is like /tags/team.`,
    teamAt === undefined || values.team === undefined ? '' : 'Give --team or --team-at, not both.',
    typeof time === 'string' ? time : '',
  ].find((sentence) => sentence !== '');
  if (problem !== undefined || typeof time === 'string') return { ok: false, problem: problem ?? '' };
  const { team = null, environment, folder, policy: policyFile, exceptions: exceptionsFile } = values;
  const options = { folder, policyFile, exceptionsFile, team, teamAt, environment, account, region, now: time, format };
  return { ok: true, options };
}

function timeOf(text: string | undefined, now: Date, env: Readonly<Record<string, string | undefined>>): Date | string {
  if (text === undefined) {
    try {
      return env['SOURCE_DATE_EPOCH'] ? buildTime(env) : now;
    } catch (error) {
      return error instanceof Error ? `${error.message}.` : String(error);
    }
  }
  const isTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const time = new Date(isTime ? text : Number.NaN);
  return Number.isNaN(time.getTime())
    ? `--now is ${JSON.stringify(text)}; a time is like 2027-01-31 or 2027-01-31T08:00:00Z.`
    : time;
}
