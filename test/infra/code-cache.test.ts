import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/bundling.ts';
import { addCodeCache } from '../bench/cold/code-cache.ts';
import { testTeams } from '../support/teams.ts';
import { environment, invokeBundle, proxyEvent, runInBundle } from './bundle-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const bundles = temporaryFolder();
const policy = { name: 'test', version: '1', rules: [] };
await bundleFunctions(['whoami'], { policy, policyDigest: 'd', teams: testTeams({ web: ['*'] }) }, bundles);
const made = join(bundles, 'whoami');
addCodeCache(made, environment);
const cacheFile = `function.${process.version}-${process.arch}.cache`;

it('is one file beside the function', () => {
  expect(readdirSync(made).sort()).toEqual([cacheFile, 'function.js', 'index.js', 'organisation.json'].sort());
});

it('is taken by the Node.js that made it', async () => {
  expect(await rejections(made)).toBe('[false]');
});

it('is passed over under other flags', async () => {
  expect(await rejections(made, ['--max-lazy'])).toBe('[true]');
});

it.each([
  ['of another version', (cache: Buffer) => cache.fill(1, 4, 8)],
  ['that is cut off', (cache: Buffer) => cache.subarray(0, 1000)],
  ['that is empty', () => Buffer.alloc(0)],
  ['that is nonsense', () => Buffer.from('x'.repeat(5000))],
])('is passed over in silence with one %s', async (_, change) => {
  const folder = copy();
  writeFileSync(join(folder, cacheFile), change(readFileSync(join(folder, cacheFile))));
  expect(await rejections(folder)).toBe('[true]');
  expect((await invokeBundle(folder, proxyEvent('GET', '/v1/whoami'), 'http://127.0.0.1:1')).statusCode).toBe(200);
});

it('is passed over with another source', async () => {
  const folder = copy();
  const source = readFileSync(join(folder, 'function.js'), 'utf8');
  writeFileSync(join(folder, 'function.js'), `${source}\n;`);
  expect(await rejections(folder)).toBe('[true]');
});

/** What V8 said of the cached form: for each script that was given one, whether it was rejected. */
async function rejections(folder: string, nodeOptions = ['--expose-gc']): Promise<string> {
  const script = `
    const vm = require('node:vm');
    const found = [];
    vm.Script = class extends vm.Script {
      constructor(...given) {
        super(...given);
        found.push(this.cachedDataRejected);
      }
    };
    require('./index.js');
    console.log(JSON.stringify(found));
  `;
  const { stdout, stderr } = await runInBundle(folder, script, {}, {}, nodeOptions);
  expect(stderr).toBe('');
  return stdout.trim();
}

function copy(): string {
  const folder = temporaryFolder();
  cpSync(made, folder, { recursive: true });
  return folder;
}
