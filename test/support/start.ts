import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** imagegate in a process of its own, as `npm start` runs it. */
export interface StartedImagegate {
  readonly url: string;
  /** The embedded Image Builder's address; with `--aws`, words about AWS. */
  readonly imageBuilderUrl: string;
  readonly process: ChildProcess;
  /** Everything that was printed so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** Asks it to stop and gives the code that it ended with; `null` when the signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface EndedImagegate {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Starts it on free ports, unless `args` name others, and waits until it serves. Rejects, with what was printed, when it does
 * not.
 */
export async function startImagegate(
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<StartedImagegate> {
  const ports = args.includes('--aws') ? ['--port', '0'] : ['--port', '0', '--image-builder-port', '0'];
  const run = launch([...ports, ...args], environment);
  const ready = new Promise<void>((resolve, reject) => {
    run.process.stdout?.on('data', () => {
      if (/^image-builder {2}.*\n/m.test(run.output().stdout)) resolve();
    });
    void run.ended.then((end) => reject(new Error(`imagegate ended with ${end.code}:\n${end.stdout}${end.stderr}`)));
  });
  await ready;
  return {
    url: addressOf('imagegate', run.output().stdout),
    imageBuilderUrl: addressOf('image-builder', run.output().stdout),
    process: run.process,
    output: run.output,
    async stop(signal = 'SIGTERM') {
      run.process.kill(signal);
      return (await run.ended).code;
    },
  };
}

/** Runs it to its end: for command lines that it does not start with. */
export function runImagegate(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<EndedImagegate> {
  return launch(args, environment).ended;
}

function launch(args: readonly string[], environment: NodeJS.ProcessEnv) {
  const script = join(import.meta.dirname, '../../infra/local/main.ts');
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.stderr += text;
  });
  const ended = new Promise<EndedImagegate>((resolve) => child.on('close', (code) => resolve({ code, ...printed })));
  return { process: child, ended, output: () => ({ ...printed }) };
}

function addressOf(name: string, stdout: string): string {
  return new RegExp(`^${name} {2}(.*)$`, 'm').exec(stdout)?.[1] ?? '';
}
