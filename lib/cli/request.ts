import { nearest } from '../text/spelling.ts';
import { readCommandLine, UsageError } from './arguments/command-line.ts';
import { ownVersion } from './arguments/own-version.ts';
import type { Command } from './command/command.ts';
import { describeOptions, optionNames, type PolicyOptions, parsedOptions, readPolicyOptions } from './command/options.ts';

/** What a command line asks for. */
export type CommandRequest =
  | {
      readonly wants: 'command';
      readonly command: Command;
      readonly operands: readonly string[];
      readonly options: PolicyOptions;
    }
  | { readonly wants: 'help'; readonly text: string }
  /** A sentence about what is wrong. */
  | { readonly wants: 'correction'; readonly problem: string; readonly help: string };

/** Reads the arguments behind the script's name. */
export function parsePolicyCommand(
  args: readonly string[],
  commands: readonly Command[],
  now: Date,
  env: Readonly<Record<string, string | undefined>> = {},
): CommandRequest {
  const parsed = attempt(() =>
    readCommandLine(args, parsedOptions, { script: 'npm run policy', operands: true, environment: env }),
  );
  if (parsed instanceof UsageError) return { wants: 'correction', problem: parsed.message, help: '' };
  const { values } = parsed;
  if (values.version) return { wants: 'help', text: `${ownVersion()}\n` };
  const [name, ...operands] = parsed.operands;
  const command = commands.find((each) => each.name === (name === 'help' ? operands[0] : name));
  if (values.help || name === 'help') return { wants: 'help', text: command ? commandHelp(command) : overview(commands) };
  if (command === undefined) return { wants: 'correction', problem: whichCommand(name, commands), help: '' };
  const correction = (problem: string): CommandRequest => ({ wants: 'correction', problem, help: `${command.name} ` });
  const foreign = optionNames.find((option) => values[option] !== undefined && !command.options.includes(option));
  if (foreign !== undefined) return correction(`--${foreign} is not an option of ${command.name}.`);
  const problem = command.problemWith(operands);
  if (problem !== undefined) return correction(problem);
  const options = attempt(() => readPolicyOptions(values, command.formats, now, env));
  return options instanceof UsageError ? correction(options.message) : { wants: 'command', command, operands, options };
}

/** What a reader gives, or what is wrong with what it reads. */
function attempt<Read>(read: () => Read): Read | UsageError {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

function whichCommand(name: string | undefined, commands: readonly Command[]): string {
  const names = commands.map((command) => command.name);
  const possible = `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are possible.`;
  if (name === undefined) return `Say what to do: ${possible}`;
  const near = nearest(name, [...names, 'help']);
  return `There is no command ${JSON.stringify(name)}; ${near === undefined ? possible : `did you mean ${near}?`}`;
}

function overview(commands: readonly Command[]): string {
  return [
    'Tries the rules of the organisation without a service.',
    '',
    ...commands.map((command) => `  ${callOf(command).padEnd(30)} ${command.summary}`),
    '',
    'What each takes, and what its exit codes mean: npm run policy -- COMMAND --help',
    '',
    ...exitCodes('everything passes, or there is nothing to refuse', 'something is refused, or a fixture does not hold'),
    '',
  ].join('\n');
}

function commandHelp(command: Command): string {
  const { passes, refused } = command.outcomes;
  return [
    `npm run policy -- ${callOf(command)} [options]`,
    '',
    command.details.trim(),
    '',
    'Options',
    ...describeOptions(command.options, command.formats),
    '',
    ...exitCodes(passes, refused),
    '',
  ].join('\n');
}

function callOf({ name, operands }: Command): string {
  return operands === '' ? name : `${name} ${operands}`;
}

function exitCodes(passes: string, refused: string | undefined): readonly string[] {
  return [
    'Exit codes',
    `  0  ${passes}`,
    ...(refused === undefined ? [] : [`  1  ${refused}`]),
    '  2  the command line is wrong, or something cannot be read',
    '  3  the policy itself is wrong, or one of its rules cannot be evaluated',
  ];
}
