import { writeSync } from 'node:fs';

/**
 * What the process needs once its garbage is collected, in bytes: within V8's heap and beside it, and what the system gave it.
 */
export function memory() {
  // Twice, because the first time may only run what has to run before something can go.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { used: heapUsed + external, resident: rss };
}

// For a process that this is loaded into beside its own code.
process.on('SIGUSR2', () => writeSync(2, `memory ${JSON.stringify(memory())}\n`));
