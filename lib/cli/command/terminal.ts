import { styleText } from 'node:util';

/** Where a command reads and writes; a process is one. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

/** Colours are for terminals, and not where NO_COLOR has a value (https://no-color.org) or the terminal is a dumb one. */
export function paintFor({ stdout, env }: Terminal): Paint {
  const hasColours = stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return hasColours ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
}

/** What came from a file, without the characters that could make a terminal do something. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

export interface Progress {
  /** One more definition was judged. */
  step(): void;
  /** Takes the line away, so that something else can be written. */
  erase(): void;
}

/** So many definitions are judged between two signs of life. */
const stepsBetweenSigns = 500;

/** A count on a terminal that goes on in one line, and nothing at all elsewhere. */
export function progressOn({ stderr }: Terminal): Progress {
  if (stderr.isTTY !== true) return { step: () => undefined, erase: () => undefined };
  let count = 0;
  let isShown = false;
  return {
    step() {
      count += 1;
      if (count % stepsBetweenSigns !== 0) return;
      stderr.write(`\r${count} definitions judged`);
      isShown = true;
    },
    erase() {
      if (isShown) stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}
