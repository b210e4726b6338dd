import { alternatives } from '../../text/wording.ts';
import { UsageError } from './command-line.ts';

/** An option as it was written: its name with the hyphens, and its value, if it was given. */
type Given = readonly [flag: string, value: string | undefined];

/** A whole number within bounds. Throws `UsageError`. */
export function wholeNumber(
  [flag, value]: Given,
  { minimum = 0, maximum }: { readonly minimum?: number; readonly maximum: number },
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= minimum && number <= maximum) return number;
  throw refused([flag, value], `a whole number from ${minimum} to ${maximum}`);
}

/** A port; 0 takes a free one. Source: RFC 9293, section 3.1, where a port has 16 bits. Throws `UsageError`. */
export function port(given: Given): number | undefined {
  return wholeNumber(given, { maximum: 65_535 });
}

/** A text that is not empty. @param what What it names, for the message. Throws `UsageError`. */
export function named([flag, value]: Given, what = 'a file'): string | undefined {
  if (value === '') throw new UsageError(`${flag} must name ${what}; it is empty.`);
  return value;
}

/** A text of a form. @param what What that form is, for the message. Throws `UsageError`. */
export function matching(given: Given, pattern: RegExp, what: string): string | undefined {
  const [, value] = given;
  if (value === undefined || pattern.test(value)) return value;
  throw refused(given, what);
}

/** One of some words. Throws `UsageError`. */
export function oneOf<const Word extends string>(given: Given, words: readonly Word[]): Word | undefined {
  const [, value] = given;
  const found = words.find((word) => word === value);
  if (value === undefined || found !== undefined) return found;
  throw refused(given, alternatives(words));
}

/** How every wrong value is told. @param meant What was probably meant. */
export function refused([flag, value]: Given, what: string, meant?: string): UsageError {
  const advice = meant === undefined ? '' : `; perhaps ${meant} is meant`;
  return new UsageError(`${flag} must be ${what}; it is ${JSON.stringify(value)}${advice}.`);
}

/** Forms of what several commands take. Source: AWS General Reference, "AWS account identifiers" and "AWS service endpoints". */
export const accountForm = /^[0-9]{12}$/;
export const regionForm = /^[a-z]{2,}(?:-[a-z]+)+-[0-9]+$/;
