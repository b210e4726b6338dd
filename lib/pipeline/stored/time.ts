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

/**
 * Whether a time that the service tells is before a time of ours, with no allowance for its clock: both follow a time server, and
 * a call takes longer to get there than those differ. One that cannot be read is not, and one without a fraction stands for its
 * second.
 */
export function isBefore(text: string | undefined, moment: Date): boolean {
  const time = timeOf(text);
  if (time === undefined) return false;
  const length = text?.includes('.') ? 1 : 1_000;
  return time.getTime() + length <= moment.getTime();
}
