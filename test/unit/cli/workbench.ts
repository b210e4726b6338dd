import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { run } from '../../../lib/cli/run.ts';
import { now } from '../../support/policy-subjects.ts';

/** A folder of its own for the files of a test file, removed at the end. */
export function workbench(): { write(name: string, content: unknown): string; path(name: string): string } {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'imagegate-policy-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (name: string) => join(folder, name);
  return {
    path,
    /** Writes a text as it is, and anything else as JSON. */
    write(name, content) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content, null, '\t'));
      return path(name);
    },
  };
}

export interface Surroundings {
  readonly stdin?: string;
  /** Whether output goes to a terminal. */
  readonly isTTY?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** What `npm run policy --` does with these arguments. */
export async function runPolicy(args: readonly string[], { stdin = '', isTTY = false, env = {} }: Surroundings = {}) {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    isTTY,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const input = (async function* () {
    for (const byte of Buffer.from(stdin)) yield Uint8Array.of(byte); // characters may arrive in pieces
  })();
  const code = await run(args, { stdin: input, stdout: output('stdout'), stderr: output('stderr'), env }, now);
  return { code, output: written.stdout, complaint: written.stderr };
}
