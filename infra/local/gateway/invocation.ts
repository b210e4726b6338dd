import { randomUUID } from 'node:crypto';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import * as v from 'valibot';
import { UpstreamError, UpstreamTimeout } from '../../../lib/problem/errors.ts';
import type { Route } from '../../../lib/service/routes.ts';
import { kebabCase } from '../../settings/kebab-case.ts';

/** A deployed function's handler, seen from outside: what it returns has yet to be checked. */
export type DeployedHandler = (event: APIGatewayProxyEvent, context: Context) => unknown;

/** What a function answered, in the form that a proxy integration wants. */
export type ProxyResult = v.InferOutput<typeof proxyResult>;

/**
 * Calls a function as Lambda does, within the time limit of its row. Rejects with what a caller gets to see: a function that
 * throws, or answers what API Gateway cannot use, is a 502 there, and one that takes too long a 504.
 */
export async function invoke(handler: DeployedHandler, event: APIGatewayProxyEvent, route: Route): Promise<ProxyResult> {
  const milliseconds = route.timeoutSeconds * 1_000;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(route)), milliseconds);
  });
  const context = lambdaContext(route, performance.now() + milliseconds);
  try {
    return checked(await Promise.race([run(handler, event, context), late]), route);
  } finally {
    clearTimeout(timer);
  }
}

async function run(handler: DeployedHandler, event: APIGatewayProxyEvent, context: Context): Promise<unknown> {
  try {
    return await handler(event, context);
  } catch (cause) {
    throw new UpstreamError('The function failed.', { title: 'Something went wrong on our side', cause });
  }
}

function tooLate(route: Route): UpstreamTimeout {
  const detail = `The function ${route.operationId} did not answer within ${route.timeoutSeconds} seconds.`;
  return new UpstreamTimeout(detail, { title: 'The service did not answer in time' });
}

const value = v.pipe(
  v.union([v.string(), v.number(), v.boolean()]),
  v.transform(String),
  v.check(isHeaderValue, 'Expected what a header can carry'),
);
const name = v.pipe(v.string(), v.check(isHeaderName, 'Expected the name of a header'));

/** Source: API Gateway Developer Guide, "Output format of a Lambda function for proxy integration". */
const proxyResult = v.object({
  // 1xx answers are no answers; API Gateway lets none through.
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  headers: v.nullish(v.record(name, value)),
  multiValueHeaders: v.nullish(v.record(name, v.array(value))),
  body: v.nullish(v.string()),
  isBase64Encoded: v.nullish(v.boolean()),
});

function isHeaderName(candidate: string): boolean {
  return passes(() => validateHeaderName(candidate));
}

function isHeaderValue(candidate: string): boolean {
  return passes(() => validateHeaderValue('any', candidate));
}

function passes(validate: () => void): boolean {
  try {
    validate();
    return true;
  } catch {
    return false;
  }
}

function checked(result: unknown, route: Route): ProxyResult {
  const parsed = v.safeParse(proxyResult, result);
  if (parsed.success) return parsed.output;
  const places = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the result'}: ${issue.message}`).join('; ');
  throw new UpstreamError('The function answered in a form that the gateway cannot use.', {
    title: 'Something went wrong on our side',
    cause: new TypeError(`the function ${route.operationId} returned no response of a proxy integration: ${places}`),
  });
}

function lambdaContext(route: Route, deadline: number): Context {
  const functionName = `imagegate-${kebabCase(route.operationId)}`;
  const superseded = () => {
    throw new Error('context.done, fail and succeed are gone from the Node.js runtimes');
  };
  return {
    awsRequestId: randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    done: superseded,
    fail: superseded,
    succeed: superseded,
  };
}
