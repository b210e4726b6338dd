const span = /^(?<from>(?:[01]\d|2[0-3]):[0-5]\d)-(?<to>(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** Minutes since midnight: from `from` up to, not including, `to`. Over midnight, `to` is the smaller. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Throws on a text that `hoursSchema` refuses. */
export function windowsOf(hours: readonly string[]): readonly Window[] {
  return hours.map((text) => {
    const { from, to } = span.exec(text)?.groups ?? {};
    if (from === undefined || to === undefined) throw new TypeError(`not a span of the day: ${text}`);
    return { from: minutesOf(from), to: minutesOf(to) };
  });
}

/** Whether a time of day, in minutes since midnight, lies in one of the windows. */
export function isWithin(windows: readonly Window[], time: number): boolean {
  return windows.some(({ from, to }) => (from < to ? time >= from && time < to : time >= from || time < to));
}

function minutesOf(text: string): number {
  const [hours, minutes] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}
