const units = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

/** Throws on a text that `durationSchema` refuses. */
export function millisecondsOf(duration: string): number {
  const { unit, count } = /^(?<count>\d+)(?<unit>[mhd])$/.exec(duration)?.groups ?? {};
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') throw new TypeError(`not a duration: ${duration}`);
  return Number(count) * units[unit];
}

/** A duration for people, exact to the minute: `6d 23h`. */
export function durationInWords(milliseconds: number): string {
  let rest = milliseconds;
  const parts: string[] = [];
  for (const [unit, size] of Object.entries(units)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join(' ') || '0m';
}
