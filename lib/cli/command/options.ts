import { UsageError } from '../arguments/command-line.ts';
import { accountForm, matching, oneOf, refused, regionForm } from '../arguments/values.ts';
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
  /** Whether the time of judging was named, and so may be another than that of the build. */
  readonly hasNow: boolean;
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

/** Reads the values. Throws `UsageError`. */
export function readPolicyOptions(
  values: OptionValues,
  formats: readonly string[],
  now: Date,
  env: Readonly<Record<string, string | undefined>>,
): PolicyOptions {
  const { team = null, environment, folder, policy: policyFile, exceptions: exceptionsFile } = values;
  const account = matching(['--account', values.account], accountForm, 'an AWS account id of 12 digits') ?? '111122223333';
  const region = matching(['--region', values.region], regionForm, 'an AWS Region such as eu-west-1') ?? 'eu-west-1';
  const format = oneOf(['--format', values.format], formats) ?? formats[0] ?? '';
  const teamAt = matching(['--team-at', values['team-at']], /^\//, 'a pointer such as /tags/team');
  if (teamAt !== undefined && team !== null) throw new UsageError('Give --team or --team-at, not both.');
  return {
    folder,
    policyFile,
    exceptionsFile,
    team,
    teamAt,
    environment,
    account,
    region,
    now: timeOf(values.now, now, env),
    hasNow: values.now !== undefined,
    format,
  };
}

const timeForm = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

function timeOf(text: string | undefined, now: Date, env: Readonly<Record<string, string | undefined>>): Date {
  if (text === undefined) return timeOfBuild(now, env);
  const time = new Date(timeForm.test(text) ? text : Number.NaN);
  if (Number.isNaN(time.getTime())) throw refused(['--now', text], 'a time such as 2027-01-31 or 2027-01-31T08:00:00Z');
  return time;
}

function timeOfBuild(now: Date, env: Readonly<Record<string, string | undefined>>): Date {
  try {
    return env['SOURCE_DATE_EPOCH'] ? buildTime(env) : now;
  } catch (error) {
    throw new UsageError(error instanceof Error ? `${error.message}.` : String(error));
  }
}
