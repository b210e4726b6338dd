import { type ExcludedDate, shownDates } from './calendar-terms.ts';

/** Days from `from` to `to`, both included, counted since 1970-01-01. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
  /** As the policy has it, for a message. */
  readonly text: string;
}

interface WrittenDay {
  /** Absent: of every year. */
  readonly year?: number;
  readonly month: number;
  readonly day: number;
}

const written = /^(?:(\d{4})-)?(\d\d)-(\d\d)$/;
const millisecondsPerDay = 86_400_000;

/** Takes a written day apart; `undefined` for a text that is none, such as `02-30`. */
export function writtenDay(text: string): WrittenDay | undefined {
  const parts = written.exec(text);
  if (parts === null) return undefined;
  const [year, month, day] = [parts[1] === undefined ? undefined : Number(parts[1]), Number(parts[2]), Number(parts[3])];
  // Of every year: 2000 was a leap year.
  const date = new Date(Date.UTC(year ?? 2000, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return year === undefined ? { month, day } : { year, month, day };
}

/** Makes the function that lists the days excluded in some years, ascending. Throws on what `excludedDateSchema` refuses. */
export function prepareDates(entries: readonly ExcludedDate[]): (from: number, to: number) => readonly DaySpan[] {
  const spansIn = entries.map(spansOf);
  return (from, to) => spansIn.flatMap((spans) => spans(from, to)).sort((left, right) => left.from - right.from);
}

/** The last year of which an entry speaks by its number; `undefined` where none does. */
export function lastYearOf(entries: readonly ExcludedDate[]): number | undefined {
  const years = entries.flatMap((entry) => writtenDay(typeof entry === 'string' ? entry : entry.to)?.year ?? []);
  return years.length === 0 ? undefined : Math.max(...years);
}

function spansOf(entry: ExcludedDate): (from: number, to: number) => readonly DaySpan[] {
  const [first, last] = typeof entry === 'string' ? [entry, entry] : [entry.from, entry.to];
  const [begin, end] = [writtenDay(first), writtenDay(last)];
  if (begin === undefined || end === undefined) throw new TypeError(`not a date: ${shownDates(entry)}`);
  const text = shownDates(entry);
  if (begin.year !== undefined && end.year !== undefined) {
    const span = { from: dayNumber(begin.year, begin), to: dayNumber(end.year, end), text };
    return () => [span];
  }
  const isOverNewYear = end.month * 100 + end.day < begin.month * 100 + begin.day;
  return (from, to) => {
    const spans: DaySpan[] = [];
    for (let year = from - 1; year <= to; year++) {
      const endYear = isOverNewYear ? year + 1 : year;
      const span = { from: dayNumber(year, begin), to: dayNumber(endYear, end) - (isMissing(endYear, end) ? 1 : 0), text };
      // 29 February alone is no day at all in most years.
      if (span.from <= span.to) spans.push(span);
    }
    return spans;
  };
}

/** The day, or the one after it where the year has no 29 February. */
function dayNumber(year: number, { month, day }: WrittenDay): number {
  return Date.UTC(year, month - 1, day) / millisecondsPerDay;
}

function isMissing(year: number, { month, day }: WrittenDay): boolean {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day;
}
