import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { kebabCase } from '../../infra/settings/kebab-case.ts';
import { type Route, routes } from '../../lib/service/routes.ts';
import { compliant } from '../support/pipelines.ts';
import { surroundings } from '../support/surroundings.ts';
import { proxyEvent, runInBundle } from './bundle-process.ts';

/**
 * The modules of Node.js that each function makes it load, when it starts and at a first call, by the function's name. Each is
 * started in a process of its own, with a stand-in for Image Builder behind TLS. What Node.js has loaded by itself before is not
 * counted.
 */
export async function builtInsLoaded(names: Iterable<string>, folder: string): Promise<Map<string, readonly string[]>> {
  const around = await surroundings('ready');
  const loadedBy = async (name: string): Promise<[string, readonly string[]]> => {
    const { stdout } = await runInBundle(join(folder, name), script, eventFor(name), around.environment);
    const entries: readonly string[] = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    return [name, entries.flatMap(builtInOf).sort()];
  };
  try {
    return new Map(await Promise.all(Array.from(names, loadedBy)));
  } finally {
    around.close();
  }
}

/** Parts of Node.js that nobody can import, and that are worth a name: each costs a cold start milliseconds. */
const parts = new Map([
  ['internal/deps/undici/undici', 'undici'],
  ['internal/crypto/webcrypto', 'webcrypto'],
]);

/** Of an entry of Node's own list of what is loaded: the module that a program would import, or a part with a name. */
function builtInOf(entry: string): string[] {
  const name = entry.replace('NativeModule ', '');
  const part = parts.get(name);
  if (part !== undefined) return [part];
  return isBuiltin(`node:${name}`) && !name.startsWith('_') ? [`node:${name}`] : [];
}

// It imports nothing itself, since whatever it loaded would be charged to nobody.
const script = `
  const before = new Set(process.moduleLoadList);
  const { handler } = require('./index.js');
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 10_000 };
  const expectRefusal = (error) => {
    if (error.message !== 'Unauthorized') throw error;
  };
  handler(JSON.parse(process.argv[1]), context).catch(expectRefusal).then(() => {
    console.log('\\n' + JSON.stringify(process.moduleLoadList.filter((entry) => !before.has(entry))));
  });
`;

/** Something to do for a function, such that it gets as far as it can. */
function eventFor(name: string): object {
  const route = routes.find(({ operationId }) => kebabCase(operationId) === name);
  return route === undefined ? authorization : { ...proxyEvent(route.method, route.path), ...requestFor(route) };
}

const authorization = {
  type: 'REQUEST',
  methodArn: 'arn:aws:execute-api:eu-west-1:111122223333:abc/v1/GET/whoami',
  multiValueHeaders: { Authorization: ['Bearer a.b.c'] },
  requestContext: { requestId: 'r' },
};

const definition = { ...compliant, imageTags: compliant.tags };

function requestFor({ operationId, consumes }: Route): object {
  const pathParameters = { name: 'web-base', id: operationId === 'describeRule' ? 'tags' : 'web-1.4.0-1' };
  const [mediaType] = consumes;
  if (mediaType === undefined) return { pathParameters };
  const headers = { 'content-type': mediaType };
  if (operationId === 'startExecution') return { pathParameters, headers, body: '{}' };
  const body = operationId === 'evaluatePolicy' ? { operation: 'create', definition } : definition;
  return { pathParameters, headers, body: JSON.stringify(operationId === 'patchPipeline' ? { description: 'Another' } : body) };
}
