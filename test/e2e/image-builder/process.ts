import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../../infra/image-builder/main.ts', import.meta.url));

export interface Spawned {
  readonly process: ChildProcess;
  /** The address that the server printed. Rejects when it ends before. */
  readonly url: Promise<string>;
  readonly ended: Promise<{ status: number | null; signal: string | null; output: string; errors: string }>;
}

/** The stand-alone server in a process of its own; killed when the test ends. */
export function spawned(...options: string[]): Spawned {
  return spawnedAs([], options);
}

/** The same behind a command of the shell, which may change what the server meets: its limits, its environment. */
spawned.under = (command: string, ...options: string[]): Spawned =>
  spawnedAs(['sh', '-c', `${command}; exec "$@"`, 'sh'], options);

function spawnedAs(before: readonly string[], options: readonly string[]): Spawned {
  const [program = process.execPath, ...args] = [...before, process.execPath, main, ...options];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended: Spawned['ended'] = new Promise((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal, output, errors }));
  });
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /listens on (?<url>http:\S+?),/.exec(output)?.groups?.['url'];
      if (found !== undefined) resolve(found);
    });
    void ended.then((end) => reject(new Error(`The server ended: ${JSON.stringify(end)}`)));
  });
  url.catch(() => undefined);
  return { process: child, url, ended };
}
