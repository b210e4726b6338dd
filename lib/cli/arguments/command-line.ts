import { parseArgs } from 'node:util';
import { nearest } from '../../text/spelling.ts';

/** An option of a command line; `multiple`: it may come several times. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
}

export type Flags = Readonly<Record<string, Flag>>;

/** The values that were given, by the names of the flags. */
export type FlagValues<Given extends Flags> = {
  readonly [Name in keyof Given]?: Given[Name] extends { readonly multiple: true }
    ? readonly string[]
    : Given[Name]['type'] extends 'string'
      ? string
      : true;
};

/** A command line that cannot be understood; the message says in a sentence what is wrong, and what was probably meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface CommandLineOptions {
  /** How the command is called by npm, for example `npm start`. */
  readonly script: string;
  /** Whether there may be more than flags. */
  readonly operands?: boolean;
  /** Where npm leaves the flags that it took for its own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Reads the arguments of a command. Throws `UsageError`. */
export function readCommandLine<const Given extends Flags>(
  args: readonly string[],
  flags: Given,
  { script, operands = false, environment = process.env }: CommandLineOptions,
): { readonly values: FlagValues<Given>; readonly operands: readonly string[] } {
  refuseSwallowed(Object.keys(flags), script, environment);
  const options = { ...flags };
  const { tokens, positionals } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true });
  const values: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) throw unknownFlag(token.rawName, flags);
    const value = valueGiven(token, flag);
    values[token.name] = flag.multiple === true ? [values[token.name] ?? [], value].flat() : value;
  }
  const [stray] = positionals;
  if (stray !== undefined && !operands)
    throw new UsageError(`${script} takes no arguments but options; there is ${JSON.stringify(stray)}.`);
  // Each value was taken by the type of its flag.
  return { values: values as FlagValues<Given>, operands: positionals };
}

interface Token {
  readonly name: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function valueGiven({ name, value, inlineValue }: Token, { type }: Flag): string | true {
  if (type === 'boolean') {
    if (value !== undefined) throw new UsageError(`--${name} takes no value.`);
    return true;
  }
  // A value that looks like the next flag was forgotten; who means it writes `--flag=-value`.
  const isForgotten = value === undefined || (/^-./.test(value) && inlineValue !== true);
  if (isForgotten) throw new UsageError(`--${name} needs a value.`);
  return value;
}

function unknownFlag(name: string, flags: Flags): UsageError {
  const near = nearest(name.replace(/^-+/, ''), Object.keys(flags));
  return new UsageError(`There is no option ${name}${near === undefined ? '; --help lists them' : `; did you mean --${near}?`}`);
}

/** Settings of npm itself, which may be set for reasons of their own. */
const ofNpm: ReadonlySet<string> = new Set(['help', 'version', 'quiet', 'scope']);

/** Without `--` in front of them npm takes flags for its own settings, and the command sees nothing of them. */
function refuseSwallowed(names: readonly string[], script: string, environment: CommandLineOptions['environment'] = {}): void {
  const swallowed = names.find(
    (name) => !ofNpm.has(name) && environment[`npm_config_${name.replaceAll('-', '_')}`] !== undefined,
  );
  if (swallowed === undefined) return;
  const call = script.startsWith('npm run --silent') ? script : script.replace(/ --$/, '');
  throw new UsageError(
    `npm has kept --${swallowed} for itself: options of the command come after two hyphens, as in ${call} -- --${swallowed} …`,
  );
}
