import { weekdayName } from './field.ts';
import type { CronSchedule, DayOfMonthTerm, DayOfWeekTerm, NumberTerm, Schedule } from './schedule.ts';

/** The expression of a schedule. Parsing it gives the schedule back; days of the week are printed by name. */
export function printSchedule(schedule: Schedule): string {
  if (schedule.kind === 'cron') return printCron(schedule);
  return `rate(${schedule.every} ${schedule.every === 1 ? schedule.unit : `${schedule.unit}s`})`;
}

function printCron(schedule: CronSchedule): string {
  const fields = [
    printTerms(schedule.minute, String),
    printTerms(schedule.hour, String),
    printTerms(schedule.dayOfMonth, String),
    printTerms(schedule.month, String),
    printTerms(schedule.dayOfWeek, weekdayName),
    printTerms(schedule.year, String),
  ];
  return `cron(${fields.join(' ')})`;
}

type Term = NumberTerm | DayOfMonthTerm | DayOfWeekTerm;

function printTerms(terms: readonly Term[] | null, name: (value: number) => string): string {
  return terms === null ? '?' : terms.map((term) => printTerm(term, name)).join(',');
}

function printTerm(term: Term, name: (value: number) => string): string {
  switch (term.kind) {
    case 'every':
      return '*';
    case 'value':
      return name(term.value);
    case 'range':
      return `${name(term.from)}-${name(term.to)}`;
    case 'step':
      return `${printTerm(term.of, name)}/${term.step}`;
    case 'last':
      return 'L';
    case 'nearest-weekday':
      return `${term.day}W`;
    case 'nth-weekday':
      return `${name(term.weekday)}#${term.nth}`;
  }
}
