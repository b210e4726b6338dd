import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

export interface RequestLine {
  readonly method?: string;
  readonly path?: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly userArn?: string | null;
  readonly stage?: string;
}

export const developerArn = 'arn:aws:sts::111122223333:assumed-role/web-ci/session';

/** A REST proxy event as API Gateway sends it: absent maps are null. */
export function apiEvent(line: RequestLine): APIGatewayProxyEvent {
  const path = line.path ?? '/v1/pipelines';
  const headers = line.headers ?? {};
  const event = {
    resource: path,
    path,
    httpMethod: line.method ?? 'GET',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: line.query ?? null,
    pathParameters: line.pathParameters ?? null,
    stageVariables: null,
    requestContext: {
      path: `${line.stage ?? ''}${path}`,
      identity: { userArn: line.userArn === undefined ? developerArn : line.userArn },
    },
    body: line.body ?? null,
    isBase64Encoded: line.isBase64Encoded ?? false,
  };
  // The event has forty members more, none of which the endpoint reads.
  return event as unknown as APIGatewayProxyEvent;
}

/** A Lambda context with so many milliseconds left. */
export function lambdaContext(remaining = 10_000): Context {
  return { awsRequestId: 'aws-request', getRemainingTimeInMillis: () => remaining } as unknown as Context;
}
