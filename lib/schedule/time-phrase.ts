import { fieldTable } from './field.ts';
import { isComplete } from './values.ts';
import { listed, spans, strideOf } from './wording.ts';

/** More times of day than this are told by their rhythm. */
const maximumTimesListed = 6;

/** The times of day of ascending hours and minutes: `at 06:00 and 18:00`, `every 15 minutes from 09:00 to 17:59`. */
export function timePhrase(hours: readonly number[], minutes: readonly number[]): string {
  if (hours.length * minutes.length <= maximumTimesListed) {
    return `at ${listed(hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute))))}`;
  }
  return steadyHours(hours, minutes) ?? steadyMinutes(hours, minutes) ?? plainTimes(hours, minutes);
}

/** One minute in hours that follow each other evenly. */
function steadyHours(hours: readonly number[], minutes: readonly number[]): string | undefined {
  const [minute, ...others] = minutes;
  if (minute === undefined || others.length > 0) return undefined;
  if (isComplete(hours, fieldTable.hour)) return minute === 0 ? 'every hour' : `every hour at ${past(minute)}`;
  const stride = isUnbroken(hours) ? 1 : strideOf(hours, maximumTimesListed + 1);
  if (stride === undefined) return undefined;
  return `every ${stride === 1 ? 'hour' : `${stride} hours`} from ${clock(hours[0], minute)} to ${clock(hours.at(-1), minute)}`;
}

/** Minutes that follow each other evenly in one hour, or from one hour into the next. */
function steadyMinutes(hours: readonly number[], minutes: readonly number[]): string | undefined {
  const stride = isUnbroken(minutes) ? 1 : strideOf(minutes, 2);
  if (stride === undefined || !isUnbroken(hours)) return undefined;
  const rhythm = stride === 1 ? 'every minute' : `every ${stride} minutes`;
  if (minutes[0] === 0 && stride * minutes.length === 60) {
    return isComplete(hours, fieldTable.hour) ? rhythm : `${rhythm} from ${clock(hours[0], 0)} to ${clock(hours.at(-1), 59)}`;
  }
  return hours.length === 1 ? `${rhythm} from ${clock(hours[0], minutes[0])} to ${clock(hours[0], minutes.at(-1))}` : undefined;
}

/** Whatever has no plainer rhythm. Every minute of the hour comes here only with scattered hours. */
function plainTimes(hours: readonly number[], minutes: readonly number[]): string {
  const stride = strideOf(minutes, maximumTimesListed);
  const when =
    stride === undefined
      ? `at minute${minutes.length === 1 ? '' : 's'} ${spans(minutes, String)}`
      : `every ${stride} minutes from minute ${minutes[0]} to ${minutes.at(-1)}`;
  const told = isComplete(minutes, fieldTable.minute) ? 'every minute' : when;
  return `${told} of ${isComplete(hours, fieldTable.hour) ? 'every hour' : `the hour${hours.length === 1 ? '' : 's'} ${spans(hours, String)}`}`;
}

function isUnbroken(values: readonly number[]): boolean {
  return (values.at(-1) ?? 0) - (values[0] ?? 0) === values.length - 1;
}

function past(minute: number): string {
  return minute === 1 ? '1 minute past' : `${minute} minutes past`;
}

function clock(hour: number | undefined, minute: number | undefined): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
