/** The time in an answer of Image Builder. Only RFC 3339, because `Date` reads other forms in the time zone of the machine. */
export function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Milliseconds by which the service's clock may be behind ours: both follow a time server. */
const skew = 2_000;

/** Whether a time that the service tells is not before a time of ours. One that cannot be read is. */
export function isSince(since: Date, text: string | undefined): boolean {
  const time = timeOf(text);
  return time !== undefined && time.getTime() >= since.getTime() - skew;
}
