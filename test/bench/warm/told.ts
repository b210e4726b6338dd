import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Surroundings } from '../../support/surroundings.ts';
import type { Duel } from './duel.ts';

/** Starts a module in a process of its own, whose log lines nobody reads, and takes the duels that it sends. */
export async function toldBy(
  module: string,
  { folder, environment }: Surroundings,
  given: readonly string[] = [],
): Promise<readonly Duel[]> {
  const complaints = join(folder, 'complaints');
  const child = fork(module, given, {
    env: environment,
    // Refusals are logged to standard error, as is what ends the process before its time.
    stdio: ['ignore', 'ignore', openSync(complaints, 'w'), 'ipc'],
  });
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  // The modules that are started so send nothing else.
  if (Array.isArray(said)) return said as Duel[];
  throw new Error(`the process ended early: ${readFileSync(complaints, 'utf8').slice(-2_000)}`);
}

/** For such a module: sends what it found, or ends with the reason. */
export function tell(duels: Promise<readonly Duel[]>): void {
  duels.then(
    (found) => process.send?.(found, () => process.exit()),
    (error) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
}
