import { Duration } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKeySourceType,
  AuthorizationType,
  EndpointType,
  IdentitySource,
  type IResource,
  LambdaIntegration,
  LogGroupLogDestination,
  type Method,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  type MethodOptions,
  MockIntegration,
  PassthroughBehavior,
  RequestAuthorizer,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { exposedHeaders } from '../../lib/http/headers.ts';
import { type OperationId, type Route, routes } from '../../lib/service/routes.ts';
import type { Rate } from '../../lib/time/rate.ts';
import { allowancesOfAll, changesSomething, rateIn } from '../api-gateway/allowances.ts';
import { allowedHeaders, gatewayHeaders } from '../api-gateway/gateway-headers.ts';
import { gatewayProblemsFor, problemTemplate } from '../api-gateway/gateway-problems.ts';
import type { StackSettings } from '../settings/settings.ts';
import { resourcePolicy } from './access.ts';
import { accessLogFormat } from './access-log.ts';
import { addCallerLanes, lanesOf } from './caller-lanes.ts';
import { acknowledge } from './nag.ts';

export interface ApiProps {
  readonly settings: StackSettings;
  readonly policyDigest: string;
  readonly functions: ReadonlyMap<OperationId, IFunction>;
  /** Who is asked about tokens; absent where requests are signed. */
  readonly authorizer?: IFunction | undefined;
}

/**
 * API Gateway names the stage in front of every path. A stage that is called as the routes' first segment makes an address of the
 * deployed API the same as in the route table, and a `Location` that a function answers is right as it is.
 */
const stageName = 'v1';

/** The REST API: every row of the route table, proven callers only, and one error format whoever finds the error. */
export class Api extends Construct {
  readonly restApi: RestApi;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.restApi = createRestApi(this, props);
    const lanes = lanesOf(props.settings);
    const methodsOf = new Map<Route, Method>();
    for (const [path, rows] of Map.groupBy(routes, ({ path }) => path)) {
      const resource = this.restApi.root.resourceForPath(withoutStage(path));
      for (const row of rows)
        methodsOf.set(row, addRoute(resource, row, props.functions.get(row.operationId), lanes !== undefined));
      if (props.settings.corsOrigins.length > 0) addPreflight(resource, rows, props.settings.corsOrigins);
      addMethodNotAllowed(resource, rows, props);
    }
    addGatewayResponses(this.restApi, props);
    if (lanes !== undefined) addCallerLanes(this.restApi, lanes, methodsOf, props.settings);
  }
}

function withoutStage(path: string): string {
  if (!path.startsWith(`/${stageName}/`)) throw new RangeError(`the route ${path} does not begin with /${stageName}/`);
  return path.slice(stageName.length + 1);
}

function createRestApi(scope: Construct, { settings, authorizer }: ApiProps): RestApi {
  const retention = settings.logRetentionDays;
  const policy = resourcePolicy(settings);
  const { reads, writes } = allowancesOfAll(rateIn(settings), settings.throttling);
  const writing = routes.filter(changesSomething).map(({ method, path }) => `${withoutStage(path)}/${method}`);
  const restApi = new RestApi(scope, 'RestApi', {
    restApiName: settings.stackName,
    description: 'The one door to EC2 Image Builder pipelines',
    ...(policy === undefined ? {} : { policy }),
    endpointConfiguration: endpointConfiguration(scope, settings),
    ...(lanesOf(settings) === undefined ? {} : { apiKeySourceType: ApiKeySourceType.AUTHORIZER }),
    cloudWatchRole: settings.accountLogRole,
    defaultMethodOptions: authorization(scope, authorizer),
    deployOptions: {
      stageName,
      accessLogDestination: new LogGroupLogDestination(new LogGroup(scope, 'AccessLogs', { retention })),
      accessLogFormat: AccessLogFormat.custom(accessLogFormat(settings)),
      ...methodOptions(reads),
      methodOptions: Object.fromEntries(writing.map((name) => [name, methodOptions(writes)])),
      tracingEnabled: settings.tracing,
    },
  });
  // API Gateway would make this group by itself, and keep it for ever.
  const executionLogs = new LogGroup(scope, 'ExecutionLogs', {
    logGroupName: `API-Gateway-Execution-Logs_${restApi.restApiId}/${stageName}`,
    retention,
  });
  restApi.deploymentStage.node.addDependency(executionLogs);
  // The stack has an output of its own, without the stage.
  restApi.node.tryRemoveChild('Endpoint');

  acknowledge(restApi, 'APIG2', 'The functions check every request, and answer with all problems of a body at once.');
  acknowledge(restApi, 'APIG3', 'Only proven callers reach a function; a web ACL is for the organisation to associate.');
  acknowledge(restApi, 'COG4', 'Callers sign their requests, or bring tokens of the issuers that teams.yaml trusts.');
  if (settings.accountLogRole) {
    acknowledge(
      restApi,
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      'AWS provides this policy for the role with which API Gateway writes logs.',
    );
  }
  return restApi;
}

/**
 * Every method has a bucket of its own, also where all have the same options, and those of one method replace the others as a
 * whole. Source: API Gateway Developer Guide, "Throttle requests to your REST APIs for better throughput": limits of a stage are
 * applied to its methods.
 */
function methodOptions({ perSecond, burst }: Rate): MethodDeploymentOptions {
  return {
    throttlingRateLimit: perSecond,
    throttlingBurstLimit: burst,
    // Errors of API Gateway itself, such as a function that it may not call; requests and bodies are never logged.
    loggingLevel: MethodLoggingLevel.ERROR,
    dataTraceEnabled: false,
  };
}

/**
 * API Gateway remembers what the authorizer says of a token for a minute, so a token counts that much longer than it is valid at
 * most. Without an `Authorization` header it answers 401 by itself.
 */
function authorization(scope: Construct, authorizer: IFunction | undefined): MethodOptions {
  if (authorizer === undefined) return { authorizationType: AuthorizationType.IAM };
  return {
    authorizationType: AuthorizationType.CUSTOM,
    authorizer: new RequestAuthorizer(scope, 'Authorizer', {
      handler: authorizer,
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.minutes(1),
    }),
  };
}

function endpointConfiguration(scope: Construct, { endpoint, vpcEndpoints }: StackSettings) {
  if (endpoint === 'regional') return { types: [EndpointType.REGIONAL] };
  return {
    types: [EndpointType.PRIVATE],
    vpcEndpoints: vpcEndpoints.map((vpcEndpointId) =>
      InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scope, vpcEndpointId, { vpcEndpointId, port: 443 }),
    ),
  };
}

/** @param apiKeyRequired Whether the authorizer names one. */
function addRoute(resource: IResource, row: Route, handler: IFunction | undefined, apiKeyRequired: boolean): Method {
  if (handler === undefined) throw new RangeError(`no function for the operation ${row.operationId}`);
  // Without the second permission, for the "Test" button of the console, which calls past every policy.
  const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
  return resource.addMethod(row.method, integration, { operationName: row.operationId, apiKeyRequired });
}

function addPreflight(resource: IResource, rows: readonly Route[], corsOrigins: readonly string[]): void {
  resource.addCorsPreflight({
    allowOrigins: [...corsOrigins],
    allowMethods: rows.map(({ method }) => method),
    allowHeaders: allowedHeaders,
    exposeHeaders: exposedHeaders.split(', '),
    allowCredentials: true,
    // Chromium remembers no longer than this.
    maxAge: Duration.hours(2),
  });
}

/** Every other method of a known path: API Gateway answers by itself and says which methods there are. */
function addMethodNotAllowed(resource: IResource, rows: readonly Route[], { settings, policyDigest }: ApiProps): void {
  const methods = [...rows.map(({ method }) => method), ...(settings.corsOrigins.length > 0 ? ['OPTIONS'] : [])];
  const allow = methods.join(', ');
  const detail = `This path has the methods ${allow}.`;
  const { statusCode, template } = problemTemplate({ type: 'method-not-allowed', detail });
  const headers = gatewayHeaders({ corsOrigins: settings.corsOrigins, policyDigest, own: { Allow: allow } });
  const parameters = Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]);
  const integration = new MockIntegration({
    // The template chooses the response. A body of a media type that has no template is refused as 415.
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: Object.fromEntries(
      commonMediaTypes.map((type) => [type, JSON.stringify({ statusCode: Number(statusCode) })]),
    ),
    integrationResponses: [
      { statusCode, responseParameters: Object.fromEntries(parameters), responseTemplates: { 'application/json': template } },
    ],
  });
  resource.addMethod('ANY', integration, {
    methodResponses: [{ statusCode, responseParameters: Object.fromEntries(parameters.map(([name]) => [name, true])) }],
  });
}

const commonMediaTypes = [
  'application/json',
  'application/merge-patch+json',
  'application/json-patch+json',
  'application/x-www-form-urlencoded',
  'text/plain',
];

function addGatewayResponses(restApi: RestApi, { settings, policyDigest }: ApiProps): void {
  for (const [type, problem] of Object.entries(gatewayProblemsFor(settings.auth))) {
    const { statusCode, template } = problemTemplate(problem);
    const own = problem.headers ?? {};
    restApi.addGatewayResponse(type, {
      type: ResponseType.of(type),
      statusCode,
      responseHeaders: gatewayHeaders({ corsOrigins: settings.corsOrigins, policyDigest, own }),
      templates: { 'application/json': template },
    });
  }
}
