import { type FlagValues, readCommandLine, UsageError } from '../../lib/cli/arguments/command-line.ts';
import { accountForm, matching, named, oneOf, port, refused, regionForm, wholeNumber } from '../../lib/cli/arguments/values.ts';

/** What the command line asks for. */
export interface StartOptions {
  readonly port: number;
  readonly imageBuilderPort: number;
  readonly policyFile: string | undefined;
  readonly teamsFile: string | undefined;
  readonly dataFile: string | undefined;
  readonly aws: boolean;
  readonly caller: string | undefined;
  /** Where the service pretends to stand, in place of the settings or, with AWS, of the credentials. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** Exact origins of pages that may call, in place of those of the settings. */
  readonly cors: readonly string[] | undefined;
  /** `iam`: who brings no token is the developer. `jwt`: every caller has to bring one. */
  readonly auth: 'iam' | 'jwt';
  readonly acceptUnknownReferences: boolean;
  /** Seconds of the embedded Image Builder in one of the real time; `undefined`: its time is real, and builds take seconds. */
  readonly speed: number | undefined;
  /** A wildcard on the names of pipelines whose runs fail. */
  readonly fail: string | undefined;
  /** How many pipelines the embedded Image Builder takes. */
  readonly pipelineQuota: number | undefined;
  /** Requests a second; 0 means no limit. */
  readonly rate: number;
  readonly quiet: boolean;
}

export type CommandLine =
  | { readonly wants: 'service'; readonly options: StartOptions }
  | { readonly wants: 'help' }
  | { readonly wants: 'version' }
  /** A sentence about what is wrong. */
  | { readonly wants: 'correction'; readonly problem: string };

export const usage = `Serves imagegate on this machine, with an embedded Image Builder behind it.

  npm start -- [options]

  --port N                     port of imagegate (3000; 0 takes a free one)
  --image-builder-port N       port of the embedded Image Builder (4566; 0 takes a free one)
  --policy FILE                rules in place of infra/organisation/policy.yaml
  --teams FILE                 teams in place of infra/organisation/teams.yaml
  --data FILE                  keep the embedded Image Builder's state in this file
  --accept-unknown-references  let the embedded Image Builder take recipes and configurations that it does not have
  --pipeline-quota N           how many pipelines the embedded Image Builder takes (75)
  --speed N                    let N seconds of the embedded Image Builder pass in one of yours, for builds and schedules
                               alike; without it, its time is yours and builds take seconds
  --fail PATTERN               let the runs of these pipelines fail: a name in which * and ? are wildcards
  --aws                        use Image Builder of AWS, with the credentials and the Region that the AWS SDK finds
  --caller ARN                 who calls: the ARN of an IAM role or user, or of an assumed role
  --account ID                 account that the service stands in (local.account of cdk.json; with --aws that of the credentials)
  --region NAME                Region that it stands in (local.region of cdk.json; with --aws that of the credentials)
  --cors ORIGIN                let pages of this origin call, such as http://localhost:5173; may come several times
                               (corsOrigins of cdk.json)
  --auth iam|jwt               iam: who brings no token is that caller; jwt: every caller needs a token (iam)
  --rate N                     requests a second before a 429 (10000; 0 for no limit); of writes, and of one caller, the shares
                               under throttling in cdk.json
  --quiet                      print the addresses and nothing else
  --version                    print the version
  --help                       print this

The embedded Image Builder builds nothing, but lives: runs go through the states of real ones, schedules start runs, and a pipeline
whose scheduled runs keep failing is disabled. Its time, its failures and the faults of its wire can be ordered under /_control/ on
its own port: npm run image-builder -- --help has the list.
`;

/** Reads the arguments behind the script's name. */
export function parseStartCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): CommandLine {
  try {
    const { values } = readCommandLine(args, flags, { script: 'npm start', environment });
    if (values.help === true) return { wants: 'help' };
    if (values.version === true) return { wants: 'version' };
    const options = readValues(values);
    const pointless = values.aws === true ? embeddedOnly.find((flag) => values[flag] !== undefined) : undefined;
    if (options.auth === 'jwt' && options.caller !== undefined)
      throw new UsageError('--caller names who calls without a token, and --auth jwt demands one.');
    if (pointless !== undefined)
      throw new UsageError(`--${pointless} is for the embedded Image Builder, which --aws leaves out.`);
    return { wants: 'service', options };
  } catch (error) {
    if (error instanceof UsageError) return { wants: 'correction', problem: error.message };
    throw error;
  }
}

const flags = {
  port: { type: 'string' },
  'image-builder-port': { type: 'string' },
  policy: { type: 'string' },
  teams: { type: 'string' },
  data: { type: 'string' },
  aws: { type: 'boolean' },
  caller: { type: 'string' },
  account: { type: 'string' },
  region: { type: 'string' },
  cors: { type: 'string', multiple: true },
  auth: { type: 'string' },
  'accept-unknown-references': { type: 'boolean' },
  speed: { type: 'string' },
  fail: { type: 'string' },
  'pipeline-quota': { type: 'string' },
  rate: { type: 'string' },
  quiet: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Throws `UsageError`. */
function readValues(values: FlagValues<typeof flags>): StartOptions {
  return {
    port: port(['--port', values.port]) ?? 3000,
    imageBuilderPort: port(['--image-builder-port', values['image-builder-port']]) ?? 4566,
    policyFile: named(['--policy', values.policy]),
    teamsFile: named(['--teams', values.teams]),
    dataFile: named(['--data', values.data]),
    aws: values.aws ?? false,
    caller: matching(['--caller', values.caller], callerArn, 'the ARN of an IAM role or user, or of an assumed role'),
    account: matching(['--account', values.account], accountForm, 'an AWS account id of 12 digits'),
    region: matching(['--region', values.region], regionForm, 'an AWS Region such as eu-west-1'),
    cors: values.cors?.map(originOf),
    auth: oneOf(['--auth', values.auth], ['iam', 'jwt']) ?? 'iam',
    acceptUnknownReferences: values['accept-unknown-references'] ?? false,
    // A day in a second is as fast as a clock makes sense here.
    speed: wholeNumber(['--speed', values.speed], { minimum: 1, maximum: 86_400 }),
    fail: named(['--fail', values.fail], 'a pipeline, in which * and ? are wildcards'),
    pipelineQuota: wholeNumber(['--pipeline-quota', values['pipeline-quota']], { maximum: 1_000_000 }),
    rate: wholeNumber(['--rate', values.rate], { maximum: 1_000_000 }) ?? 10_000,
    quiet: values.quiet ?? false,
  };
}

const embeddedOnly = ['image-builder-port', 'data', 'accept-unknown-references', 'pipeline-quota', 'speed', 'fail'] as const;

/** What a browser sends as `Origin`: scheme, host and port, and nothing behind them. */
function originOf(value: string): string {
  const origin = URL.parse(value)?.origin;
  if (origin === value && /^https?:/.test(value)) return value;
  throw refused(
    ['--cors', value],
    'an origin such as http://localhost:5173',
    origin === undefined || origin === 'null' ? undefined : origin,
  );
}

const callerArn =
  /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+|sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+)$/;
