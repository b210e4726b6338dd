import type { StackSettings } from '../settings/settings.ts';

/** A machine, in Node's own words. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

/** Sentences about why a machine can make no code cache for the functions, where the settings want one. */
export function machineProblems(
  { codeCache, architecture }: Pick<StackSettings, 'codeCache' | 'architecture'>,
  { platform, arch }: Machine,
): string[] {
  // Node.js has another name for one of the two architectures than Lambda.
  const here = `${platform} on ${arch === 'x64' ? 'x86_64' : arch}`;
  if (!codeCache || here === `linux on ${architecture}`) return [];
  return [
    `imagegate.codeCache is true, the functions run Linux on ${architecture}, and this machine runs ${here}: synthesise on a machine like ` +
      'the functions’, set imagegate.architecture to what this one has, or imagegate.codeCache to false.',
  ];
}
