import * as v from 'valibot';

/** What a process needs, in bytes, once its garbage is collected. */
export interface Memory {
  /** In V8's heap and, for buffers and the like, outside of it. */
  readonly used: number;
  /** What the operating system gave it, much of which V8 keeps for later. */
  readonly resident: number;
}

export interface Mark extends Memory {
  /** How many requests were answered by then. */
  readonly requests: number;
}

/** How memory goes with the requests of the second half; what the first ones leave behind is compiled code and caches. */
export interface Growth {
  /** Bytes a request, by the line that fits best. */
  readonly slope: number;
  readonly grew: boolean;
}

/**
 * The smallest object of V8 on a machine of 64 bits: whatever is kept of each request takes more. What marks differ by without
 * any growth, such as compiled code that comes and goes, is a few bytes a request, once there are some ten thousand of them.
 */
const maximumBytesPerRequest = 24;

/** Says of marks at equal distances whether what is in use grows. */
export function growthOf(marks: readonly Mark[]): Growth {
  const slope = slopeOf(marks.slice(Math.floor(marks.length / 2)));
  return { slope, grew: slope > maximumBytesPerRequest };
}

/** By least squares. */
function slopeOf(marks: readonly Mark[]): number {
  const mean = (of: (mark: Mark) => number) => marks.reduce((sum, mark) => sum + of(mark), 0) / marks.length;
  const requests = mean((mark) => mark.requests);
  const used = mean((mark) => mark.used);
  const covariance = mean((mark) => (mark.requests - requests) * (mark.used - used));
  return covariance / mean((mark) => (mark.requests - requests) ** 2);
}

/** A table in Markdown, and what it means. */
export function reportOf(title: string, marks: readonly Mark[]): string {
  const { slope, grew } = growthOf(marks);
  const rows = marks.map(({ requests, used, resident }) => `| ${requests} | ${megabytes(used)} | ${megabytes(resident)} |`);
  return [
    `### ${title}\n`,
    '| requests | in use after collecting (MB) | resident (MB) |',
    '|---:|---:|---:|',
    ...rows,
    `\n${grew ? '**grows**' : 'does not grow'}: ${slope.toFixed(1)} bytes a request in the second half\n\n`,
  ].join('\n');
}

export function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** The last mark that a process wrote with `probe.mjs`; `undefined` when it wrote none. */
export function lastMark(text: string): Memory | undefined {
  const line = [...text.matchAll(/^memory (\{.*\})$/gm)].at(-1)?.[1];
  return line === undefined ? undefined : v.parse(memorySchema, JSON.parse(line));
}

const memorySchema = v.object({ used: v.number(), resident: v.number() });
