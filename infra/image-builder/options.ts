import { type FlagValues, readCommandLine, UsageError } from '../../lib/cli/arguments/command-line.ts';
import type { Switches } from './switches.ts';

export const usage = `Usage: npm run image-builder -- [options]

  --port NUMBER                 port on 127.0.0.1 (4566; 0 takes any free one)
  --data FILE                   keep the state in FILE over restarts
  --account DIGITS              account of the resources (111122223333)
  --region REGION               Region of the resources (eu-west-1)
  --partition PARTITION         partition of the resources (aws)
  --accept-unknown-references   take recipes, configurations and workflows that are not in the catalogue
  --pipeline-quota NUMBER       how many pipelines there may be (75)
  --speed NUMBER                let this many of its seconds pass in one of yours, for builds and schedules alike;
                                without it, its time is yours and builds take seconds
  --fail PATTERN                let the runs of these pipelines fail: a name in which * and ? are wildcards
  --version                     print the version
  --help                        print this

Under /_control/, on the same port, it can be ordered about (JSON bodies; GET lists, DELETE clears):
  POST clock               {"seconds": 86400}                            sets the clock ahead
  POST faults              {"fault": "throttle", "operation": "Get*", "count": 2, "skip": 0, "when": "before"}
                           also error, latency, hang, reset, truncate, nonsense, html, content-type; "when": "after"
                           lets the operation take effect first; name, message, status, milliseconds, body, contentType
                           and retryAfter (seconds) say more
  POST runs/failures       {"pipeline": "web*", "stage": "TESTING", "count": 1, "reason": "…"}   lets coming runs fail
  POST runs/end            {"pipeline": "*", "status": "AVAILABLE"}      ends runs under way; also FAILED, with a reason,
                           and "imageBuildVersionArn" for a single one
  POST dependency-updates  {"pipeline": "web*"}                          gives schedules a reason to start
  GET  calls                                                             how often each operation was called
`;

export type ImageBuilderOptions = ReturnType<typeof checkOptions>;

/** Reads the command line. Throws `UsageError`. */
export function readImageBuilderOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): ImageBuilderOptions | 'help' | 'version' {
  const { values } = readCommandLine(args, flags, { script: 'npm run image-builder', environment });
  if (values.help) return 'help';
  return values.version ? 'version' : checkOptions(values);
}

const flags = {
  port: { type: 'string' },
  data: { type: 'string' },
  account: { type: 'string' },
  region: { type: 'string' },
  partition: { type: 'string' },
  'accept-unknown-references': { type: 'boolean' },
  'pipeline-quota': { type: 'string' },
  speed: { type: 'string' },
  fail: { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function checkOptions(values: FlagValues<typeof flags>) {
  const quota = values['pipeline-quota'];
  const switches: Partial<Switches> = {
    acceptUnknownReferences: values['accept-unknown-references'] ?? false,
    ...(quota !== undefined && { pipelineQuota: numberOption('--pipeline-quota', quota, 1_000_000) }),
  };
  if (values.data === '') throw new UsageError('--data needs the name of a file.');
  if (values.fail === '') throw new UsageError('--fail needs the name of a pipeline, in which * and ? are wildcards.');
  return {
    port: numberOption('--port', values.port ?? '4566', 65_535),
    dataFile: values.data,
    account: textOption('--account', values.account ?? '111122223333', /^\d{12}$/, 'twelve digits'),
    region: textOption('--region', values.region ?? 'eu-west-1', /^[a-z]{2,}(?:-[a-z]+)+-\d+$/, 'a Region such as eu-west-1'),
    partition: textOption('--partition', values.partition ?? 'aws', /^aws(?:-[a-z]+)*$/, 'a partition such as aws'),
    // A day in a second is as fast as a clock makes sense here.
    speed: values.speed === undefined ? undefined : numberOption('--speed', values.speed, 86_400, 1),
    fail: values.fail,
    switches,
  };
}

function numberOption(name: string, text: string, max: number, min = 0): number {
  if (/^\d{1,7}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  throw new UsageError(`${name} needs a whole number from ${min} to ${max}, not '${text}'.`);
}

function textOption(name: string, text: string, pattern: RegExp, expected: string): string {
  if (pattern.test(text)) return text;
  throw new UsageError(`${name} needs ${expected}, not '${text}'.`);
}
