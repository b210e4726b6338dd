import { looksLike } from '../../../text/look-alike.ts';
import { nearest } from '../../../text/spelling.ts';

/** What somebody probably meant who wrote a value that does not do. */
export interface NearMiss {
  readonly value: string;
  /** Whether it differs so little that it is a slip and no other value. */
  readonly isSlip: boolean;
}

/** The value of a closed list that was meant: one that reads the same is a slip, one that is spelt nearly so is a question. */
export function nearestChoice(written: string, choices: readonly string[]): NearMiss | undefined {
  const alike = choices.filter((choice) => looksLike(written, choice));
  const [only] = alike;
  if (only !== undefined) return alike.length === 1 ? { value: only, isSlip: true } : undefined;
  const near = nearest(written, choices);
  return near === undefined ? undefined : { value: near, isSlip: false };
}

/**
 * The value that was meant where what does is not listed: the one that does among those which differ in case, blanks or
 * separators.
 */
export function nearestForm(written: string, accepts: (value: string) => boolean): NearMiss | undefined {
  const bare = written.trim();
  const slips = casesOf(bare).filter(accepts);
  const [slip] = slips;
  if (slip !== undefined) return slips.length === 1 ? { value: slip, isSlip: true } : undefined;
  const forms = ['-', '_', ''].flatMap((separator) => casesOf(bare.replaceAll(/[\s_.-]+/g, separator)));
  const fitting = [...new Set(forms)].filter(accepts);
  const [only] = fitting;
  return only === undefined || fitting.length > 1 ? undefined : { value: only, isSlip: false };
}

function casesOf(text: string): readonly string[] {
  return [...new Set([text, text.toUpperCase(), text.toLowerCase()])];
}
