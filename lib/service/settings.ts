import * as v from 'valibot';
import type { Home } from '../arn.ts';
import type { Lanes } from '../identity/lane.ts';
import type { Rate } from '../time/rate.ts';

/** Where this deployment stands; account, Region and partition of every ARN come from here, never from a request. */
export interface Deployment extends Home {
  /** Address of Image Builder. A deployed function is always told it; absent: where the SDK finds it. */
  readonly endpoint?: string;
}

/** What the environment says to a function. */
export interface Settings {
  readonly deployment: Deployment;
  /** Path of the compiled organisation (JSON). */
  readonly organisationFile: string;
  /** Exact origins that browsers may call from. */
  readonly corsOrigins: readonly string[];
  /** Of imagegate; absent where nobody says it. */
  readonly version?: string;
  /** How often the process answers one caller; absent: as often as it is asked. */
  readonly callerRate?: Rate;
  /** Where API Gateway counts by caller: how the authorizer names them; absent: it does not count so. */
  readonly callerLanes?: Lanes;
  /** What the loader of the code says became of its compiled form; absent where none came with the function. */
  readonly codeCache?: string;
}

/** Reads the settings. Throws one error that names every variable that is wrong, what it held and what it should hold. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = v.safeParse(environmentSchema, environment);
  if (!parsed.success) throw new TypeError(`the settings are wrong:\n${parsed.issues.map(sentence).join('\n')}`);
  const { IMAGEGATE_IMAGE_BUILDER_ENDPOINT: endpoint, ...found } = parsed.output;
  return {
    deployment: {
      account: found.IMAGEGATE_ACCOUNT,
      region: found.AWS_REGION,
      partition: found.IMAGEGATE_PARTITION,
      ...(endpoint === undefined ? {} : { endpoint }),
    },
    organisationFile: found.IMAGEGATE_ORGANISATION,
    corsOrigins: originsIn(found.IMAGEGATE_CORS_ORIGINS),
    ...(found.IMAGEGATE_VERSION === undefined ? {} : { version: found.IMAGEGATE_VERSION }),
    ...(found.IMAGEGATE_CALLER_RATE === undefined ? {} : { callerRate: rateIn(found.IMAGEGATE_CALLER_RATE) }),
    ...(found.IMAGEGATE_CALLER_LANES === undefined ? {} : { callerLanes: lanesIn(found.IMAGEGATE_CALLER_LANES) }),
    ...(found.IMAGEGATE_CODE_CACHE === undefined ? {} : { codeCache: found.IMAGEGATE_CODE_CACHE }),
  };
}

/** The origins of a list with commas between them, as `IMAGEGATE_CORS_ORIGINS` holds it; an empty text names none. */
export function originsIn(text: string): string[] {
  return text
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
}

const aRate = 'has to be a rate such as 10/20';

const environmentSchema = v.object({
  IMAGEGATE_ACCOUNT: v.pipe(v.string('is not set'), v.regex(/^\d{12}$/, 'has to be an AWS account id of 12 digits')),
  AWS_REGION: v.pipe(v.string('is not set'), v.regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'has to be an AWS Region such as eu-west-1')),
  IMAGEGATE_PARTITION: v.optional(v.pipe(v.string(), v.regex(/^aws[a-z-]*$/, 'has to be a partition such as aws')), 'aws'),
  IMAGEGATE_ORGANISATION: v.pipe(v.string('is not set'), v.nonEmpty('has to be the path of the compiled organisation')),
  IMAGEGATE_CORS_ORIGINS: v.optional(v.string(), ''),
  IMAGEGATE_VERSION: v.optional(v.string()),
  IMAGEGATE_CALLER_RATE: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}(?:\.\d{1,4})?\/[1-9]\d{0,4}$/, aRate),
      v.check((text) => rateIn(text).perSecond > 0, aRate),
    ),
  ),
  IMAGEGATE_CALLER_LANES: v.optional(
    v.pipe(v.string(), v.regex(/^[\w-]+\/[1-9]\d{0,2}$/, 'has to be a name and a number of lanes such as imagegate/32')),
  ),
  IMAGEGATE_CODE_CACHE: v.optional(v.string()),
  IMAGEGATE_IMAGE_BUILDER_ENDPOINT: v.optional(v.pipe(v.string(), v.check(isWebAddress, 'has to be an http or https URL'))),
});

/** Requests a second, and behind the slash as many at once. */
function rateIn(text: string): Rate {
  const [perSecond, burst] = text.split('/').map(Number);
  return { perSecond: perSecond ?? 0, burst: burst ?? 0 };
}

function lanesIn(text: string): Lanes {
  const [deployment = '', count] = text.split('/');
  return { deployment, count: Number(count) };
}

function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

function sentence(issue: v.InferIssue<typeof environmentSchema>): string {
  const held = issue.input === undefined ? '' : ` (it is ${JSON.stringify(issue.input)})`;
  return `  ${v.getDotPath(issue)} ${issue.message}${held}`;
}
