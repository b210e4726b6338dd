import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly port: number;
  readonly imageBuilderPort: number;
  readonly policyFile: string | undefined;
  readonly dataFile: string | undefined;
  readonly aws: boolean;
  readonly caller: string | undefined;
  readonly acceptUnknownReferences: boolean;
  /** Requests a second; 0 means no limit. */
  readonly rate: number;
  readonly quiet: boolean;
}

export type CommandLine =
  | { readonly wants: 'service'; readonly options: Options }
  | { readonly wants: 'help' }
  /** A sentence about what is wrong. */
  | { readonly wants: 'correction'; readonly problem: string };

export const usage = `Serves imagegate on this machine, with an embedded Image Builder behind it.

  npm start -- [options]

  --port N                     port of imagegate (3000; 0 takes a free one)
  --image-builder-port N       port of the embedded Image Builder (4566; 0 takes a free one)
  --policy FILE                rules in place of infra/organisation/policy.yaml
  --data FILE                  keep the embedded Image Builder's state in this file
  --accept-unknown-references  let the embedded Image Builder take recipes and configurations that it does not have
  --aws                        use Image Builder of AWS, with the credentials and the Region that the AWS SDK finds
  --caller ARN                 who calls: the ARN of an IAM role or user, or of an assumed role
  --rate N                     requests a second before a 429 (10000; 0 for no limit)
  --quiet                      print the addresses and nothing else
  --help                       print this
`;

/** Reads the arguments behind the script's name. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false });
    if (values.help === true) return { wants: 'help' };
    const options: Options = {
      port: portOf('--port', values.port, 3000),
      imageBuilderPort: portOf('--image-builder-port', values['image-builder-port'], 4566),
      policyFile: textOf('--policy', values.policy),
      dataFile: textOf('--data', values.data),
      aws: values.aws ?? false,
      caller: callerOf(values.caller),
      acceptUnknownReferences: values['accept-unknown-references'] ?? false,
      rate: numberOf('--rate', values.rate, { otherwise: 10_000, maximum: 1_000_000 }),
      quiet: values.quiet ?? false,
    };
    const pointless = values.aws === true ? embeddedOnly.find((flag) => values[flag] !== undefined) : undefined;
    if (pointless !== undefined)
      throw new TypeError(`--${pointless} is about the embedded Image Builder, and --aws leaves that out.`);
    return { wants: 'service', options };
  } catch (error) {
    return { wants: 'correction', problem: error instanceof Error ? firstSentence(error.message) : String(error) };
  }
}

const flags = {
  port: { type: 'string' },
  'image-builder-port': { type: 'string' },
  policy: { type: 'string' },
  data: { type: 'string' },
  aws: { type: 'boolean' },
  caller: { type: 'string' },
  'accept-unknown-references': { type: 'boolean' },
  rate: { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const embeddedOnly = ['image-builder-port', 'data', 'accept-unknown-references'] as const;

function portOf(flag: string, value: string | undefined, otherwise: number): number {
  return numberOf(flag, value, { otherwise, maximum: 65_535 });
}

function numberOf(
  flag: string,
  value: string | undefined,
  { otherwise, maximum }: { otherwise: number; maximum: number },
): number {
  if (value === undefined) return otherwise;
  if (/^\d{1,7}$/.test(value) && Number(value) <= maximum) return Number(value);
  throw new TypeError(`${flag} has to be a whole number from 0 to ${maximum}; it is ${JSON.stringify(value)}.`);
}

function textOf(flag: string, value: string | undefined): string | undefined {
  if (value === '') throw new TypeError(`${flag} has to name a file.`);
  return value;
}

function callerOf(value: string | undefined): string | undefined {
  if (value === undefined || callerArn.test(value)) return value;
  throw new TypeError(
    `--caller has to be the ARN of an IAM role or user, or of an assumed role; it is ${JSON.stringify(value)}.`,
  );
}

const callerArn =
  /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+|sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+)$/;

/** Node.js adds advice about positional arguments, of which there are none here. */
function firstSentence(message: string): string {
  return message.replace(/\. To specify .*$/s, '.');
}
