import type { Organisation } from '../../lib/service/organisation.ts';
import type { Route } from '../../lib/service/routes.ts';

// What a function is asked before its compiled form is kept: V8 keeps of the code what has run.

/** Where the functions stand while they warm up, and the embedded Image Builder with them. */
export const place = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

const team = 'warm-up';
const name = 'warm-up';
const arnOf = (kind: string, rest: string) =>
  `arn:${place.partition}:imagebuilder:${place.region}:${place.account}:${kind}/${rest}`;

/** A pipeline that has something of everything that a view shows. */
export const definition = {
  name,
  description: 'Made while a function warms up',
  imageRecipeArn: arnOf('image-recipe', 'web/1.0.0'),
  infrastructureConfigurationArn: arnOf('infrastructure-configuration', 'std'),
  imageTestsConfiguration: { imageTestsEnabled: true },
  schedule: { scheduleExpression: 'cron(0 6 ? * mon *)', timezone: 'UTC', autoDisablePolicy: { failureCount: 3 } },
  loggingConfiguration: { imageLogGroupName: `/imagebuilder/${team}/image` },
  tags: { team },
};

/**
 * The organisation, with a team for the warm-up, and with rules that judge and record but refuse nothing, so that a request walks
 * the whole way. The compiled form of the code does not depend on it.
 */
export function permissive({ policy, teams, ...rest }: Organisation): Organisation {
  const { exceptions: _, ...withoutExceptions } = policy;
  return {
    ...rest,
    policy: { ...withoutExceptions, rules: policy.rules.map((rule) => ({ ...rule, level: 'audit' })) },
    teams: {
      ...teams,
      ownerTag: 'team',
      teams: {
        [team]: {
          principals: [{ role: `arn:aws:iam::${place.account}:role/${team}`, scopes: ['read', 'write', 'execute', 'admin'] }],
        },
      },
    },
  };
}

/** What a route is asked: a request that it answers, where one can be made, and one with nothing right in it. */
export function eventsOf({ operationId, method, path, consumes }: Route, { policy }: Organisation): object[] {
  // The first build of the recipe: an execution that an earlier route has started.
  const parameters = { name, id: operationId === 'describeRule' ? (policy.rules[0]?.id ?? 'none') : 'web-1.0.0-1' };
  const event = (body: unknown) => ({
    httpMethod: method,
    resource: path,
    path: path.replace(/\{(\w+)\}/g, (_, key: keyof typeof parameters) => parameters[key] ?? key),
    pathParameters: parameters,
    headers: { 'content-type': consumes[0] ?? 'application/json', accept: 'application/json' },
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    requestContext: {
      path,
      identity: { userArn: `arn:aws:sts::${place.account}:assumed-role/${team}/session` },
    },
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
  });
  return consumes.length === 0 ? [event(undefined)] : [event(bodies.get(operationId)), event({ stranger: true })];
}

const bodies: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['createPipeline', { ...definition, name: 'warm-up-other' }],
  ['replacePipeline', { ...definition, description: 'Replaced while a function warms up' }],
  ['patchPipeline', { description: 'Patched while a function warms up' }],
  ['evaluatePolicy', { operation: 'create', definition }],
]);
