import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// A checkout in which there is nothing but the launcher, and a Node.js of each kind that a machine can have.

const infra = join(import.meta.dirname, '../../infra');
let folder: string;
let own: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imagegate-launcher-'));
  for (const path of [
    'infra',
    'old',
    'new',
    'empty',
    `node_modules/node-${process.platform}-${process.arch}/bin`,
    'node_modules/.bin',
  ])
    mkdirSync(join(folder, path), { recursive: true });
  for (const file of ['launch.sh', 'find-node.cjs']) copyFileSync(join(infra, file), join(folder, 'infra', file));
  own = join(folder, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  writeFileSync(join(folder, 'old.cjs'), "Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } });");
  script(
    'old/node',
    `[ "$1" = --version ] && echo v20.20.2 && exit\nexec "${process.execPath}" --require "${folder}/old.cjs" "$@"`,
  );
  script('new/node', `[ "$1" = -e ] || exec "${process.execPath}" "$@"\necho new`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(path: string, text: string): void {
  writeFileSync(join(folder, path), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, path), 0o755);
}

/** Which Node.js gets to run, where npm runs on one, and the PATH has these folders behind the ones of npm. */
function launch(npmRunsOn: string, ...path: readonly string[]) {
  const PATH = [join(folder, 'node_modules/.bin'), ...path.map((each) => join(folder, each))].join(':');
  const environment = { PATH, npm_node_execpath: npmRunsOn };
  const run = spawnSync('/bin/sh', ['infra/launch.sh', 'node', '-e', 'console.log(process.execPath)'], {
    cwd: folder,
    env: environment,
  });
  return { status: run.status, stdout: run.stdout.toString().trim(), stderr: run.stderr.toString() };
}

/** What npm installs where the C library is another one: it is there, and cannot be started. */
const broken = () => writeFileSync(own, Buffer.from([0x7f, 0x45, 0x4c, 0x46]), { mode: 0o755 });
const absent = () => rmSync(own, { force: true });

describe('the launcher', () => {
  it('takes the Node.js that npm has installed for the project, whatever npm runs on', () => {
    script(`node_modules/node-${process.platform}-${process.arch}/bin/node`, '[ "$1" = --version ] && echo v24.1.0 || echo own');
    for (const runsOn of [process.execPath, join(folder, 'old/node')])
      expect(launch(runsOn)).toMatchObject({ status: 0, stdout: 'own' });
  });

  it.each([
    ['cannot be started', broken],
    ['is not there', absent],
  ])('takes the one that npm runs on where that one %s', (_, prepare) => {
    prepare();
    expect(launch(process.execPath)).toEqual({ status: 0, stdout: process.execPath, stderr: '' });
  });

  it('looks for another one on the PATH where npm runs on an old one, and does not take one that npm has shadowed', () => {
    broken();
    script('node_modules/.bin/node', 'exit 127');
    expect(launch(join(folder, 'old/node'), 'empty', 'new')).toEqual({ status: 0, stdout: 'new', stderr: '' });
  });

  it('says in a sentence what to do where there is none', () => {
    absent();
    const { status, stdout, stderr } = launch(join(folder, 'old/node'), 'old');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^imagegate needs Node\.js 22\.18 or newer, and this is 20\.20\.2\. Install one from .*\n$/);
  });

  it('is how every script runs, so that none meets a Node.js that does not', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(infra, '../package.json'), 'utf8'));
    const commands = Object.values(scripts).flatMap((line) => line.split(' && '));
    expect(commands.filter((command) => !/^(?:exec )?sh infra\/launch\.sh \S/.test(command))).toEqual([]);
  });

  it('asks for the version that package.json demands', () => {
    const { engines }: { engines: { node: string } } = JSON.parse(readFileSync(join(infra, '../package.json'), 'utf8'));
    expect(readFileSync(join(infra, 'find-node.cjs'), 'utf8')).toContain(
      `const oldest = [${engines.node.replace('>=', '').split('.').join(', ')}];`,
    );
  });
});
