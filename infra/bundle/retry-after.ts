// In the place of what the SDK's retries read the headers of an answer with: as much of it as Image Builder and proxies write.

interface Answer {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** The time before which an answer asks not to be tried again, where it says one. */
export function parseRetryAfterHeader(answer: Answer | undefined): Date | undefined {
  const { 'retry-after': text, 'x-amz-retry-after': milliseconds } = answer?.headers ?? {};
  const now = Date.now();
  const time = milliseconds === undefined ? timeOf(text ?? '', now) : now + Number(milliseconds);
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** Its other name. */
export const getRetryAfterHint = parseRetryAfterHeader;

/** Of seconds, or of a date of HTTP. */
function timeOf(text: string, now: number): number {
  return /^[\d.]+$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
}
