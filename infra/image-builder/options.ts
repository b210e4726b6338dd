import { type FlagValues, readCommandLine } from '../../lib/cli/arguments/command-line.ts';
import { accountForm, matching, named, port, regionForm, wholeNumber } from '../../lib/cli/arguments/values.ts';
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
  const pipelineQuota = wholeNumber(['--pipeline-quota', values['pipeline-quota']], { maximum: 1_000_000 });
  const switches: Partial<Switches> = {
    acceptUnknownReferences: values['accept-unknown-references'] ?? false,
    ...(pipelineQuota !== undefined && { pipelineQuota }),
  };
  return {
    port: port(['--port', values.port]) ?? 4566,
    dataFile: named(['--data', values.data]),
    account: matching(['--account', values.account], accountForm, 'an AWS account id of 12 digits') ?? '111122223333',
    region: matching(['--region', values.region], regionForm, 'an AWS Region such as eu-west-1') ?? 'eu-west-1',
    partition: matching(['--partition', values.partition], /^aws(?:-[a-z]+)*$/, 'a partition such as aws') ?? 'aws',
    // A day in a second is as fast as a clock makes sense here.
    speed: wholeNumber(['--speed', values.speed], { minimum: 1, maximum: 86_400 }),
    fail: named(['--fail', values.fail], 'a pipeline, in which * and ? are wildcards'),
    switches,
  };
}
