import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The answer of a function that was started with nothing but its folder and its environment; `endpoint` stands in for Image
 * Builder. What is in `more` is in the environment too; `REMAINING` in it are the milliseconds that Lambda leaves the call.
 */
export async function invokeBundle(
  folder: string,
  event: object,
  endpoint: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { stdout } = await runInBundle(folder, invocation, event, { ...more, IMAGEGATE_IMAGE_BUILDER_ENDPOINT: endpoint });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** Runs a script in the folder of a bundle; the event is its argument, as JSON. */
export function runInBundle(
  folder: string,
  script: string,
  event: object,
  more: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
) {
  const options = { cwd: folder, env: { ...environment, ...more } };
  return promisify(execFile)(process.execPath, [...nodeOptions, '--eval', script, JSON.stringify(event)], options);
}

export interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A REST proxy event without anything that a route does not need. */
export function proxyEvent(httpMethod: string, path: string): object {
  return {
    httpMethod,
    path,
    resource: path,
    headers: { 'content-type': 'application/json' },
    requestContext: { path, identity: { userArn: 'arn:aws:sts::111122223333:assumed-role/web-ci/session' } },
  };
}

/** What Lambda and the stack set. */
export const environment = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
  IMAGEGATE_ACCOUNT: '111122223333',
  IMAGEGATE_PARTITION: 'aws',
  IMAGEGATE_CORS_ORIGINS: '',
  IMAGEGATE_ORGANISATION: 'organisation.json',
  // Where nobody listens.
  IMAGEGATE_IMAGE_BUILDER_ENDPOINT: 'http://127.0.0.1:1',
};

const invocation = `
  const { handler } = require('./index.js');
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => Number(process.env.REMAINING ?? 10_000) };
  handler(JSON.parse(process.argv[1]), context).then((response) => console.log('\\n' + JSON.stringify(response)));
`;
