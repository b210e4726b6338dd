/**
 * Finds runs by looking at every minute. Written apart from lib/schedule, from the words of the guide and slow on purpose: it is
 * what the real search is measured against. Understands valid cron expressions only.
 */
export function runsByLookingAtEveryMinute(expression: string, from: Date, to: Date, timezone: string): string[] {
  const fields = fieldsOf(expression);
  const runs: string[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  // Begins two days early to know which local times have been shown before.
  for (const [instant, shown] of localMinutes(from.getTime() - 2 * 86_400_000, to.getTime(), timezone)) {
    const [year, month, day, hour, minute] = shown;
    const local = Date.UTC(year, month - 1, day, hour, minute);
    if (local <= latest) continue;
    latest = local;
    if (instant > from.getTime() && isRun(fields, { year, month, day, hour, minute })) runs.push(new Date(instant).toISOString());
  }
  return runs;
}

type LocalMinute = readonly [year: number, month: number, day: number, hour: number, minute: number];

/**
 * What the clocks of a zone show, minute by minute. The zone is asked at both ends of every quarter of an hour, which takes most of the
 * time there is, and at each minute only where the clocks did something in between.
 */
function* localMinutes(from: number, to: number, timezone: string): Generator<readonly [number, LocalMinute]> {
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const shownAt = (instant: number): LocalMinute => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = (formatter.format(instant).match(/\d+/g) ?? []).map(Number);
    return [year, month, day, hour, minute];
  };
  const quarter = 15 * 60_000;
  for (let begin = from - (from % quarter); begin <= to; begin += quarter) {
    const [year, month, day, hour, minute] = shownAt(begin);
    const [, , , lastHour, lastMinute] = shownAt(begin + 14 * 60_000);
    const isPlain = lastHour === hour && lastMinute === minute + 14;
    for (let passed = 0; passed < 15; passed++) {
      const instant = begin + passed * 60_000;
      if (instant >= from && instant <= to)
        yield [instant, isPlain ? [year, month, day, hour, minute + passed] : shownAt(instant)];
    }
  }
}

/** The same for UTC and years on end: looks at every day, and at every minute of a day that matches. */
export function runsByLookingAtEveryDay(expression: string, from: Date, to: Date, count: number): string[] {
  const fields = fieldsOf(expression);
  const runs: string[] = [];
  const date = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()));
  for (; date <= to && runs.length < count; date.setUTCDate(date.getUTCDate() + 1)) {
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    if (!isDay(fields, { year, month, day })) continue;
    for (let minute = 0; minute < 1440 && runs.length < count; minute++) {
      const time = { hour: Math.floor(minute / 60), minute: minute % 60 };
      const run = new Date(date.getTime() + minute * 60_000);
      if (run > from && isTime(fields, time)) runs.push(run.toISOString());
    }
  }
  return runs;
}

/** Whether a field admits a value. */
type Admits = (value: number) => boolean;

interface Fields {
  readonly minute: Admits;
  readonly hour: Admits;
  readonly month: Admits;
  readonly year: Admits;
  readonly day: (local: LocalDay) => boolean;
}

interface LocalDay {
  year: number;
  month: number;
  day: number;
}
interface LocalTime {
  hour: number;
  minute: number;
}

function fieldsOf(expression: string): Fields {
  let text = expression.toLowerCase();
  for (const [index, name] of 'sun mon tue wed thu fri sat'.split(' ').entries()) text = text.replaceAll(name, String(index + 1));
  for (const [index, name] of 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').entries()) {
    text = text.replaceAll(name, String(index + 1));
  }
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = text
    .slice('cron('.length, -1)
    .split(' ');
  return {
    minute: admitting(minute, 0, 59),
    hour: admitting(hour, 0, 23),
    month: admitting(month, 1, 12),
    year: admitting(year, 1970, 2199),
    day: dayOfWeek === '?' ? daysOfMonth(dayOfMonth) : daysOfWeek(dayOfWeek),
  };
}

function isRun(fields: Fields, local: LocalDay & LocalTime): boolean {
  return isTime(fields, local) && isDay(fields, local);
}

function isTime(fields: Fields, { hour, minute }: LocalTime): boolean {
  return fields.hour(hour) && fields.minute(minute);
}

function isDay(fields: Fields, local: LocalDay): boolean {
  return fields.year(local.year) && fields.month(local.month) && fields.day(local);
}

function daysOfMonth(text: string): Fields['day'] {
  if (text === 'l') return ({ year, month, day }) => day === lastDay(year, month);
  if (!text.endsWith('w')) {
    const admits = admitting(text, 1, 31);
    return ({ day }) => admits(day);
  }
  const wanted = Number.parseInt(text, 10);
  return ({ year, month, day }) => {
    const last = lastDay(year, month);
    const workdays = Array.from({ length: last }, (_, index) => index + 1).filter((candidate) => {
      const weekday = new Date(Date.UTC(year, month - 1, candidate)).getUTCDay();
      return weekday !== 0 && weekday !== 6;
    });
    const nearest = workdays.reduce((best, candidate) =>
      Math.abs(candidate - wanted) < Math.abs(best - wanted) ? candidate : best,
    );
    return wanted <= last && day === nearest;
  };
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function daysOfWeek(text: string): Fields['day'] {
  const [wanted = '', nth] = text.split('#');
  const admits = nth === undefined ? admitting(text, 1, 7) : (weekday: number) => weekday === Number(wanted);
  return ({ year, month, day }) =>
    (nth === undefined || Math.ceil(day / 7) === Number(nth)) && admits(new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1);
}

/** Reads a field once: a search asks it for thousands of values. */
function admitting(text: string, lowest: number, highest: number): Admits {
  const admitted = new Set<number>();
  for (let value = lowest; value <= highest; value++) if (admits(text, value, lowest, highest)) admitted.add(value);
  return (value) => admitted.has(value);
}

function admits(text: string, value: number, lowest: number, highest: number): boolean {
  return text.split(',').some((part) => {
    const [range = '', step] = part.split('/');
    const [low = '', high = step === undefined ? low : String(highest)] = range.split('-');
    const [from, to] = range === '*' ? [lowest, highest] : [Number(low), Number(high)];
    return value >= from && value <= to && (value - from) % Number(step ?? 1) === 0;
  });
}
