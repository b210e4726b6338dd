import type { Switches } from '../switches.ts';

/** The platform that a parent image, or a recipe's name, tells of: `…:image/windows-server-2022-english-core-base-x86/x.x.x`. */
export function platformFrom(words: string, switches: Switches): string {
  if (/windows/i.test(words)) return 'Windows';
  if (/mac-?os/i.test(words)) return 'macOS';
  return switches.platformWhenUnknown;
}

/**
 * The words of the service for the system of a parent image:
 * https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListImages.html
 */
export function osVersionFrom(parentImage: string): string | undefined {
  for (const [pattern, words] of systems) {
    const version = pattern.exec(parentImage)?.groups?.['version'];
    if (version !== undefined) return `${words} ${version}`;
  }
  return undefined;
}

const systems = [
  [/amazon-?linux[:-](?<version>\d+)/i, 'Amazon Linux'],
  [/windows-server-(?<version>\d{4})/i, 'Microsoft Windows Server'],
  [/ubuntu-server-(?<version>\d+)/i, 'Ubuntu'],
  [/red-hat-enterprise-linux-(?<version>\d+)/i, 'Red Hat Enterprise Linux'],
] as const;
