/**
 * Finds runs by looking at every minute. Written apart from lib/schedule, from the words of the guide and slow on purpose: it is
 * what the real search is measured against. Understands valid cron expressions only.
 */
export function runsByLookingAtEveryMinute(expression: string, from: Date, to: Date, timezone: string): string[] {
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const fields = fieldsOf(expression);
  const runs: string[] = [];
  let latest = '';
  // Begins two days early to know which local times have been shown before.
  for (let instant = from.getTime() - 2 * 86_400_000; instant <= to.getTime(); instant += 60_000) {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = (formatter.format(instant).match(/\d+/g) ?? []).map(Number);
    const local = [year, month, day, hour, minute].map((part) => String(part).padStart(4, '0')).join();
    if (local <= latest) continue;
    latest = local;
    if (instant > from.getTime() && isRun(fields, { year, month, day, hour, minute })) runs.push(new Date(instant).toISOString());
  }
  return runs;
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

type Fields = Record<'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek' | 'year', string>;
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
  return { minute, hour, dayOfMonth, month, dayOfWeek, year };
}

function isRun(fields: Fields, local: LocalDay & LocalTime): boolean {
  return isTime(fields, local) && isDay(fields, local);
}

function isTime(fields: Fields, { hour, minute }: LocalTime): boolean {
  return admits(fields.hour, hour, 0, 23) && admits(fields.minute, minute, 0, 59);
}

function isDay(fields: Fields, local: LocalDay): boolean {
  if (!admits(fields.year, local.year, 1970, 2199) || !admits(fields.month, local.month, 1, 12)) return false;
  return fields.dayOfWeek === '?' ? isDayOfMonth(fields.dayOfMonth, local) : isDayOfWeek(fields.dayOfWeek, local);
}

function isDayOfMonth(text: string, { year, month, day }: LocalDay): boolean {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (text === 'l') return day === last;
  if (!text.endsWith('w')) return admits(text, day, 1, 31);
  const wanted = Number.parseInt(text, 10);
  const workdays = Array.from({ length: last }, (_, index) => index + 1).filter((candidate) => {
    const weekday = new Date(Date.UTC(year, month - 1, candidate)).getUTCDay();
    return weekday !== 0 && weekday !== 6;
  });
  const nearest = workdays.reduce((best, candidate) =>
    Math.abs(candidate - wanted) < Math.abs(best - wanted) ? candidate : best,
  );
  return wanted <= last && day === nearest;
}

function isDayOfWeek(text: string, { year, month, day }: LocalDay): boolean {
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
  const [wanted = '', nth] = text.split('#');
  return nth === undefined ? admits(text, weekday, 1, 7) : weekday === Number(wanted) && Math.ceil(day / 7) === Number(nth);
}

function admits(text: string, value: number, lowest: number, highest: number): boolean {
  return text.split(',').some((part) => {
    const [range = '', step] = part.split('/');
    const [low = '', high = step === undefined ? low : String(highest)] = range.split('-');
    const [from, to] = range === '*' ? [lowest, highest] : [Number(low), Number(high)];
    return value >= from && value <= to && (value - from) % Number(step ?? 1) === 0;
  });
}
