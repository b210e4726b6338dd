import type { Switches } from './switches.ts';

/** The platform that a parent image, or a recipe's name, tells of: `…:image/windows-server-2022-english-core-base-x86/x.x.x`. */
export function platformFrom(words: string, switches: Switches): string {
  if (/windows/i.test(words)) return 'Windows';
  if (/mac-?os/i.test(words)) return 'macOS';
  return switches.platformWhenUnknown;
}
