import { parseArgs } from 'node:util';
import { nearest } from '../../lib/spelling.ts';

export type Format = 'text' | 'json';

/** What the command line asks for. */
export type Command =
  | { readonly wants: 'test'; readonly policyFile: string | undefined }
  | {
      readonly wants: 'check';
      readonly policyFile: string | undefined;
      readonly files: readonly string[];
      readonly team: string | null;
      /** `undefined`: what the policy says of the account. */
      readonly environment: string | undefined;
      readonly account: string;
      readonly region: string;
      readonly format: Format;
    }
  | { readonly wants: 'help' }
  /** A sentence about what is wrong. */
  | { readonly wants: 'correction'; readonly problem: string };

export const usage = `Tries the rules of the organisation without a service.

  npm run policy -- test  [--policy FILE]             run the fixtures beside the policy (folder fixtures/)
  npm run policy -- check FILE… [options]             judge definitions, JSON or YAML, as they would be sent

Options
  --policy FILE        the rules (infra/organisation/policy.yaml)

Options of check; they say what a service would know of its caller and of itself
  --team NAME          the caller's team; without it, rules that need the team are broken
  --environment NAME   the environment (default: what the policy says of the account)
  --account ID         the AWS account (111122223333)
  --region NAME        the Region (eu-west-1)
  --format text|json   how to print (text)

Exit codes
  0  everything passes
  1  a definition is refused, or a fixture does not hold
  2  the command line is wrong, or a file cannot be read
  3  the policy itself is wrong, or one of its rules cannot be evaluated
`;

const flags = {
  policy: { type: 'string' },
  team: { type: 'string' },
  environment: { type: 'string' },
  account: { type: 'string' },
  region: { type: 'string' },
  format: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const checkOnly = ['team', 'environment', 'account', 'region', 'format'] as const;

/** Reads the arguments behind the script's name. */
export function parseCommandLine(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: true });
    const [command, ...files] = positionals;
    if (values.help === true || command === 'help') return { wants: 'help' };
    if (command === 'test') return testCommand(values, files);
    if (command === 'check') return checkCommand(values, files);
    return correction(command === undefined ? 'Say what to do: test, or check FILE…' : unknownCommand(command));
  } catch (error) {
    return correction(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

type Values = { readonly [Flag in Exclude<keyof typeof flags, 'help'>]?: string | undefined };

function testCommand(values: Values, files: readonly string[]): Command {
  const pointless = checkOnly.find((flag) => values[flag] !== undefined);
  if (pointless !== undefined) return correction(`--${pointless} belongs to check; in a test, the fixtures say it.`);
  if (files.length > 0) return correction('test takes no files; it runs the fixtures beside the policy.');
  return { wants: 'test', policyFile: values.policy };
}

function checkCommand(values: Values, files: readonly string[]): Command {
  const {
    policy: policyFile,
    team = null,
    environment,
    account = '111122223333',
    region = 'eu-west-1',
    format = 'text',
  } = values;
  if (files.length === 0) return correction('Name the files to check.');
  if (!/^\d{12}$/.test(account)) return correction(`--account is ${JSON.stringify(account)}; an account id has 12 digits.`);
  if (format !== 'text' && format !== 'json')
    return correction(`--format is ${JSON.stringify(format)}; text and json are possible.`);
  return { wants: 'check', policyFile, files, team, environment, account, region, format };
}

function unknownCommand(command: string): string {
  const near = nearest(command, ['test', 'check', 'help']);
  return `There is no command ${JSON.stringify(command)}; ${near === undefined ? 'test and check are possible.' : `did you mean ${near}?`}`;
}

function correction(problem: string): Command {
  return { wants: 'correction', problem };
}
