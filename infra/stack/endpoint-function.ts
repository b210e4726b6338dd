import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, Aws, CfnResource, Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, type FunctionProps, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ownVersion } from '../../lib/cli/arguments/own-version.ts';
import type { Route } from '../../lib/service/routes.ts';
import { allowancesOfCaller, forRoute, rateIn, rateText } from '../api-gateway/allowances.ts';
import { isCodeCache } from '../code-cache/file.ts';
import { recipeDigest } from '../code-cache/recipe.ts';
import type { StackSettings } from '../settings/settings.ts';
import { organisationFile } from './bundling.ts';
import { lanesOf } from './caller-lanes.ts';
import { statementsOf } from './grants.ts';
import { acknowledgeWildcards } from './nag.ts';

/** What of a route its function is made from. */
export type FunctionRow = Pick<Route, 'operationId' | 'summary' | 'scope' | 'iam' | 'timeoutSeconds'>;

/** The authorizer is a function like those of the routes, and no route. It has to answer well before its caller gives up. */
export const authorizerRow: FunctionRow = {
  operationId: 'authorize',
  summary: 'Identify the bearer of a token, and the team it acts for',
  scope: null,
  iam: [],
  timeoutSeconds: 5,
};

export interface EndpointFunctionProps {
  readonly route: FunctionRow;
  /** Folder with the function's bundle. */
  readonly bundle: string;
  readonly settings: StackSettings;
}

/**
 * The function of one route, or the authorizer, with a role that can do what the route needs, and a log group that nothing else
 * writes.
 */
export class EndpointFunction extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, { route, bundle, settings }: EndpointFunctionProps) {
    super(scope, id);
    // Outlives the stack, because it says who was let through; what is in it still goes when the retention is over.
    const logGroup = new LogGroup(this, 'Logs', { retention: settings.logRetentionDays });

    this.handler = new LambdaFunction(this, 'Function', {
      description: route.summary,
      code: codeOf(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: architectures[settings.architecture],
      memorySize: settings.memoryMegabytes,
      timeout: Duration.seconds(route.timeoutSeconds),
      ...reservation(route, settings),
      // The role is whole as it is: nothing that is built with the function adds to it in passing.
      role: createRole(this, route, logGroup, settings).withoutPolicyUpdates(),
      logGroup,
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        IMAGEGATE_ACCOUNT: Aws.ACCOUNT_ID,
        IMAGEGATE_PARTITION: Aws.PARTITION,
        IMAGEGATE_CORS_ORIGINS: settings.corsOrigins.join(','),
        IMAGEGATE_ORGANISATION: organisationFile,
        IMAGEGATE_VERSION: ownVersion(),
        // Known here for every partition, and so nothing that the function has to find out. Source: AWS General Reference, "EC2
        // Image Builder endpoints and quotas".
        IMAGEGATE_IMAGE_BUILDER_ENDPOINT: `https://imagebuilder.${Aws.REGION}.${Aws.URL_SUFFIX}`,
        ...(route === authorizerRow ? callerLanes(settings) : callerRate(route, settings)),
        POWERTOOLS_SERVICE_NAME: 'imagegate',
        POWERTOOLS_LOG_LEVEL: settings.logLevel,
      },
    });
    // CDK writes down a dependency on the role, which its ARN implies; cfn-lint objects to that (W3005).
    const { defaultChild } = this.handler.node;
    if (CfnResource.isCfnResource(defaultChild)) defaultChild.addDeletionOverride('DependsOn');
  }
}

/** How often one environment of the function answers one caller; it knows nothing of the others. */
function callerRate(route: FunctionRow, settings: StackSettings): Record<string, string> {
  if (settings.throttling.callerShare === 100) return {};
  return { IMAGEGATE_CALLER_RATE: rateText(forRoute(route, allowancesOfCaller(rateIn(settings), settings.throttling))) };
}

/** How the authorizer names a caller to API Gateway. */
function callerLanes(settings: StackSettings): Record<string, string> {
  const lanes = lanesOf(settings);
  return lanes === undefined ? {} : { IMAGEGATE_CALLER_LANES: `${lanes.deployment}/${lanes.count}` };
}

/** Only who waits for Image Builder can pile up; the others shall find room when those do. */
function reservation(
  { iam }: FunctionRow,
  { reservedConcurrency }: StackSettings,
): Pick<FunctionProps, 'reservedConcurrentExecutions'> {
  return reservedConcurrency === null || iam.length === 0 ? {} : { reservedConcurrentExecutions: reservedConcurrency };
}

const architectures = { arm64: Architecture.ARM_64, x86_64: Architecture.X86_64 } as const;

/**
 * A code cache has other bytes each time it is made. What it was made of decides whether a function is new, or every deployment
 * would replace every function.
 */
function codeOf(bundle: string): Code {
  const files = readdirSync(bundle).sort();
  if (!files.some(isCodeCache)) return Code.fromAsset(bundle);
  const hash = createHash('sha256').update(recipeDigest());
  for (const file of files) hash.update(`${file}\0`).update(isCodeCache(file) ? '' : readFileSync(join(bundle, file)));
  return Code.fromAsset(bundle, { assetHashType: AssetHashType.CUSTOM, assetHash: hash.digest('hex') });
}

function createRole(scope: Construct, route: FunctionRow, logGroup: LogGroup, settings: StackSettings): Role {
  const statements = [
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    ...statementsOf(route.iam, settings),
    // These have no resources that they could be narrowed to.
    ...(settings.tracing
      ? [new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] })]
      : []),
  ];
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { [route.operationId]: new PolicyDocument({ statements }) },
  });
  acknowledgeWildcards(
    role,
    statements,
    `${route.operationId} works on every pipeline of the account, and on all that one can refer to`,
  );
  return role;
}
