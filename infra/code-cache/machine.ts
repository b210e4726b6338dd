import type { Settings } from '../settings.ts';

/** Sentences about why the machine with this `process.arch` can make no code cache for the functions, where the settings want one. */
export function machineProblems(
  { codeCache, architecture }: Pick<Settings, 'codeCache' | 'architecture'>,
  arch: string,
): string[] {
  // Node.js has another name for one of the two than Lambda.
  const here = arch === 'x64' ? 'x86_64' : arch;
  if (!codeCache || here === architecture) return [];
  return [
    `imagegate.codeCache is true, the functions run on ${architecture}, and this machine is ${here}: synthesise on a machine that is ` +
      `${architecture}, set imagegate.architecture to what it is, or imagegate.codeCache to false.`,
  ];
}
