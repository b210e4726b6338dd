import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineProblems } from '../../infra/code-cache/machine.ts';
import { addCodeCaches } from '../../infra/code-cache/make.ts';
import { kebabCase } from '../../infra/settings/kebab-case.ts';
import { bundleFunctions } from '../../infra/stack/bundling.ts';
import { nodeOptions } from '../support/lambda-runtime.ts';
import { routeOf } from '../support/route-of.ts';
import { testTeams } from '../support/teams.ts';
import { invokeBundle, proxyEvent, runInBundle } from './bundle-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const bundles = temporaryFolder();
const rules = [{ id: 'owner', type: 'tags', exceptions: 'none' as const, require: { 'no-such-tag': {} } }];
const organisation = {
  policy: { name: 'test', version: '1', rules },
  policyDigest: 'd',
  teams: testTeams({ web: ['arn:aws:iam::111122223333:role/web-*'] }),
};
const rows = [routeOf('createPipeline'), routeOf('deletePipeline'), routeOf('getPipeline'), routeOf('describeRule')];
await bundleFunctions(
  rows.map(({ operationId }) => operationId),
  organisation,
  bundles,
);
const sources = new Map(rows.map(({ operationId }) => [operationId, readFileSync(fileOf(operationId, 'index.js'), 'utf8')]));
const made = await addCodeCaches(rows, organisation, bundles);
const cacheFile = `function.${process.version}-${process.platform}-${process.arch}.cache`;
const folder = join(bundles, 'get-pipeline');

describe('a code cache', () => {
  it('is made by functions that do what they are for, whatever the rules refuse', () => {
    expect(made.map(({ operationId, statuses }) => [operationId, ...statuses])).toEqual([
      ['createPipeline', 201, 422],
      ['deletePipeline', 204],
      ['getPipeline', 200],
      ['describeRule', 200],
    ]);
  });

  it('is one file beside the function, whose code stays as it is', () => {
    expect(readdirSync(folder).sort()).toEqual([cacheFile, 'function.js', 'index.js', 'organisation.json'].sort());
    expect(readFileSync(join(folder, 'function.js'), 'utf8')).toBe(sources.get('getPipeline'));
  });

  it.each([
    ['as Lambda starts it', nodeOptions],
    ['as anybody starts it', []],
  ])('is taken by the Node.js that made it, %s', async (_, flags) => {
    expect(await said(folder, flags)).toEqual({ rejected: [false], codeCache: 'used' });
  });

  it('is passed over under other flags', async () => {
    expect(await said(folder, ['--max-lazy'])).toEqual({ rejected: [true], codeCache: 'rejected' });
  });

  it('is not even looked at by another Node.js', async () => {
    const other = copy();
    for (const name of ['v24.0.0-linux-arm64', `v24.0.0-${process.platform}-${process.arch}`])
      cpSync(join(other, cacheFile), join(other, `function.${name}.cache`));
    writeFileSync(
      join(other, 'index.js'),
      readFileSync(join(other, 'index.js'), 'utf8').replaceAll('process.version', '"v24.9.9"'),
    );
    expect(await said(other, nodeOptions)).toEqual({ rejected: [undefined], codeCache: 'other-node' });
    expect((await answerOf(other)).statusCode).toBe(503);
  });

  it.each([
    ['of which a byte has changed', (cache: Buffer) => cache.fill((cache[90_000] ?? 0) ^ 1, 90_000, 90_001)],
    ['that is cut off', (cache: Buffer) => cache.subarray(0, 1000)],
    ['that is empty', () => Buffer.alloc(0)],
    ['that is nonsense', () => Buffer.from('x'.repeat(5000))],
  ])('is passed over in silence when it is one %s', async (_, change) => {
    const other = copy();
    writeFileSync(join(other, cacheFile), change(readFileSync(join(other, cacheFile))));
    expect(await said(other, nodeOptions)).toEqual({ rejected: [undefined], codeCache: 'rejected' });
    expect((await answerOf(other)).statusCode).toBe(503);
  });

  it.each([
    ['longer', (source: string) => `${source}\n;`],
    ['as long', (source: string) => source.replace('imagegate aws-sdk-js', 'imagegate-aws-sdk-js')],
  ])('is passed over with another source that is %s', async (_, change) => {
    const other = copy();
    const source = readFileSync(join(other, 'function.js'), 'utf8');
    const changed = change(source);
    expect(changed).not.toBe(source);
    writeFileSync(join(other, 'function.js'), changed);
    expect(await said(other, nodeOptions)).toEqual({ rejected: [undefined], codeCache: 'rejected' });
  });

  it('is told of in the log of the first request', async () => {
    const { stdout } = await runInBundle(folder, logged, proxyEvent('GET', '/v1/pipelines/web'), {}, nodeOptions);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ coldStart: true, codeCache: 'used', node: process.version });
  });
});

describe('a machine', () => {
  it.each([
    [{ platform: 'linux', arch: 'arm64' }, 'arm64', true],
    [{ platform: 'linux', arch: 'x64' }, 'x86_64', true],
    [{ platform: 'linux', arch: 'x64' }, 'arm64', false],
    [{ platform: 'darwin', arch: 'arm64' }, 'arm64', false],
    [{ platform: 'win32', arch: 'x64' }, 'x86_64', false],
  ] as const)('%j can make code caches for %s: %s', (machine, architecture, can) => {
    expect(machineProblems({ codeCache: true, architecture }, machine)).toHaveLength(can ? 0 : 1);
    expect(machineProblems({ codeCache: false, architecture }, machine)).toEqual([]);
  });
});

/** What V8 said of the compiled form (`undefined`: it was given none), and what the loader made of that. */
async function said(of: string, nodeOptions: readonly string[]): Promise<unknown> {
  const script = `
    const vm = require('node:vm');
    const rejected = [];
    vm.Script = class extends vm.Script {
      constructor(...given) {
        super(...given);
        rejected.push(this.cachedDataRejected ?? 'none');
      }
    };
    require('./index.js');
    console.log(JSON.stringify({ rejected, codeCache: process.env.IMAGEGATE_CODE_CACHE }));
    process.exit();
  `;
  const { stdout, stderr } = await runInBundle(of, script, {}, {}, nodeOptions);
  expect(stderr).toBe('');
  const { rejected, codeCache } = JSON.parse(stdout);
  return { rejected: rejected.map((value: unknown) => (value === 'none' ? undefined : value)), codeCache };
}

/** Nobody listens where it asks. */
function answerOf(of: string) {
  return invokeBundle(of, { ...proxyEvent('GET', '/v1/pipelines/web'), pathParameters: { name: 'web' } }, 'http://127.0.0.1:1');
}

const logged = `
  const { handler } = require('./index.js');
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 10_000 };
  handler({ ...JSON.parse(process.argv[1]), pathParameters: { name: '../' } }, context).then(() => process.exit());
`;

function fileOf(operationId: string, file: string): string {
  return join(bundles, kebabCase(operationId), file);
}

function copy(): string {
  const other = temporaryFolder();
  cpSync(folder, other, { recursive: true });
  return other;
}
