import { isIP } from 'node:net';
import * as v from 'valibot';

// Each message says what is allowed; what reports it puts the name of the setting in front and its value behind.

const text = (pattern: RegExp, allowed: string) => v.pipe(v.string(allowed), v.regex(pattern, allowed));

const wholeNumber = (least: number, most: number) => {
  const allowed = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(allowed), v.integer(allowed), v.minValue(least, allowed), v.maxValue(most, allowed));
};

/** `null` and absent mean the same. */
const orNothing = <const Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.nullable(schema), null);

const accountId = text(/^\d{12}$/, 'an account id of 12 digits, in quotation marks');

const region = text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a Region such as "eu-west-1"');

const addressRange = 'an address range such as "203.0.113.0/24"';

const origin = 'an exact origin such as "https://portal.example.com", without path and without wildcard';

// The only numbers that a log group takes. Source: CloudWatch Logs API Reference, "PutRetentionPolicy".
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const architectures = ['arm64', 'x86_64'] as const;

const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

/** How often each method may be called. */
export const throttlingSchema = v.object(
  {
    requestsPerSecond: v.optional(wholeNumber(1, 10_000), 20),
    burst: v.optional(wholeNumber(1, 5_000), 40),
    /** In hundredths: what methods that change something have of it. Each such call is several of Image Builder. */
    writeShare: v.optional(wholeNumber(1, 100), 50),
    /** In hundredths: what one caller has of what all have, reading and writing; 100 sets callers no limit of their own. */
    callerShare: v.optional(wholeNumber(1, 100), 50),
  },
  'an object with requestsPerSecond, burst, writeShare and callerShare',
);

/** Who and where the service on one machine pretends to be. */
export const localSchema = v.object(
  {
    developer: v.optional(
      text(/^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+$/, 'the ARN of an IAM role or user'),
      'arn:aws:iam::111122223333:role/developer',
    ),
    account: v.optional(accountId, '111122223333'),
    region: v.optional(region, 'eu-west-1'),
  },
  'an object with developer, account and region',
);

/** What a deployer chooses. Every setting has a default, so that an empty object deploys. */
export const settingsSchema = v.pipe(
  v.object(
    {
      stackName: v.optional(
        text(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'a name of at most 100 letters, digits and hyphens that begins with a letter'),
        'imagegate',
      ),

      /** Nothing: the account and Region of the credentials that deploy. */
      account: orNothing(accountId),
      region: orNothing(region),

      /**
       * How callers prove who they are. `iam`: they sign their requests with AWS credentials. `jwt`: they bring a token of an
       * issuer that teams.yaml trusts.
       */
      auth: v.optional(v.picklist(['iam', 'jwt'], '"iam" or "jwt"'), 'iam'),

      /** `regional`: on the internet. `private`: only through the VPC endpoints named. */
      endpoint: v.optional(v.picklist(['regional', 'private'], '"regional" or "private"'), 'regional'),
      vpcEndpoints: v.optional(
        v.array(
          text(/^vpce-[0-9a-f]{8,17}$/, 'the id of a VPC endpoint, such as "vpce-0a1b2c3d4e5f60718"'),
          'a list of ids of VPC endpoints',
        ),
        [],
      ),

      /** Source addresses that a regional endpoint is narrowed to; empty: any. */
      addressRanges: v.optional(
        v.array(v.pipe(v.string(addressRange), v.check(isAddressRange, addressRange)), 'a list of address ranges'),
        [],
      ),

      /** Lets in the other accounts of this organisation too. Nothing: the account of the stack only. */
      organisationId: orNothing(text(/^o-[a-z0-9]{10,32}$/, 'the id of an organisation, such as "o-a1b2c3d4e5"')),

      /** Where browser applications come from. Errors that API Gateway makes by itself are readable for the first one only. */
      corsOrigins: v.optional(v.array(v.pipe(v.string(origin), v.check(isOrigin, origin)), 'a list of origins'), []),

      /** Names of the roles that a pipeline may run its workflows with. What stands here, callers can make Image Builder use. */
      executionRoles: v.optional(
        v.array(
          text(
            /^[\w+=,.@-][\w+=,.@/*?-]{0,511}$/,
            'the name of a role of this account (no ARN), its path in front, that begins with a fixed character; * and ? stand for others',
          ),
          'a list of names of roles',
        ),
        ['aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder'],
      ),

      architecture: v.optional(v.picklist(architectures, '"arm64" or "x86_64"'), 'arm64'),

      /**
       * Whether the function of each route brings the form along that V8 compiles it to, which Lambda's Node.js takes if it is
       * the very version, for the very architecture, that the stack is synthesised with.
       */
      codeCache: v.optional(v.boolean('true or false'), false),

      memoryMegabytes: v.optional(wholeNumber(128, 10_240), 1024),
      throttling: v.optional(throttlingSchema, {}),

      /**
       * How many environments each function that calls Image Builder can have, and has for itself. It bounds what an Image
       * Builder that hangs can hold of the account, and is taken from all other functions there: Lambda keeps 100 of the account
       * unreserved, and refuses what leaves less (Lambda Developer Guide, "Configuring reserved concurrency for a function"). New
       * accounts have less than the usual 1 000 (the same, "Lambda quotas"), often 10, so that any number would keep the stack
       * from being deployed there. Nothing: no limit but the account's.
       */
      reservedConcurrency: orNothing(wholeNumber(1, 1_000)),

      /** From WARN on, only refusals and failures leave a line and figures; from ERROR on, only failures. */
      logLevel: v.optional(v.picklist(logLevels, `one of ${logLevels.join(', ')}`), 'INFO'),
      logRetentionDays: v.optional(v.picklist(retentions, `one of ${retentions.join(', ')}`), 365),

      /**
       * Whether the stack sets the role with which API Gateway writes logs. It is one for all APIs of an account and Region, and
       * none can log without it: leave it on unless something else sets it.
       */
      accountLogRole: v.optional(v.boolean('true or false'), true),
      tracing: v.optional(v.boolean('true or false'), false),

      alarmTopic: orNothing(text(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, 'the ARN of an SNS topic')),
      alarmEmail: orNothing(text(/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/, 'an e-mail address')),
      dashboard: v.optional(v.boolean('true or false'), false),

      local: v.optional(localSchema, {}),
    },
    'an object',
  ),
  v.forward(
    v.partialCheck(
      [['endpoint'], ['vpcEndpoints']],
      ({ endpoint, vpcEndpoints }) => endpoint === 'regional' || vpcEndpoints.length > 0,
      'a list of at least one VPC endpoint, because the endpoint is private and has no other way in',
    ),
    ['vpcEndpoints'],
  ),
  v.forward(
    v.partialCheck(
      [['endpoint'], ['vpcEndpoints']],
      ({ endpoint, vpcEndpoints }) => endpoint === 'private' || vpcEndpoints.length === 0,
      'empty, because the endpoint is regional; one that is reached only through VPC endpoints is private',
    ),
    ['vpcEndpoints'],
  ),
  v.forward(
    v.partialCheck(
      [['endpoint'], ['addressRanges']],
      ({ endpoint, addressRanges }) => endpoint === 'regional' || addressRanges.length === 0,
      'empty, because the endpoint is private: the security group of the VPC endpoint decides about addresses',
    ),
    ['addressRanges'],
  ),
  v.forward(
    v.partialCheck(
      [['auth'], ['organisationId']],
      ({ auth, organisationId }) => auth === 'iam' || organisationId === null,
      'null, because callers bring tokens, which do not name an AWS organisation; teams.yaml says whose tokens count',
    ),
    ['organisationId'],
  ),
);

export type StackSettings = v.InferOutput<typeof settingsSchema>;

/** One address, or a range in CIDR notation. */
function isAddressRange(range: string): boolean {
  const [address = '', bits, ...more] = range.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** As a browser writes it in `Origin`: scheme, host, and a port unless it is the scheme's own. */
function isOrigin(candidate: string): boolean {
  return /^https?:[\w./:[\]-]+$/.test(candidate) && URL.canParse(candidate) && new URL(candidate).origin === candidate;
}
