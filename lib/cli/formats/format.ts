import type { Reader } from '../../policy/explain/explain.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Tally } from '../command/inspection.ts';
import type { Paint } from '../command/terminal.ts';
import type { Checked } from '../judging/checked.ts';

/** A way to print what became of definitions: one after the other as they are judged, so that no format has to hold them all. */
export interface Format {
  readonly head: string;
  each(checked: Checked): string;
  tail(tally: Tally): string;
}

/** What a format may want to know beforehand. */
export interface Frame {
  readonly policy: Policy;
  readonly paint: Paint;
  /** For whom rules are put in words. */
  readonly reader: Reader;
  readonly now: Date;
  /** Paths in reports are relative to it where that can be. */
  readonly workingDirectory: string;
}

export type FormatMaker = (frame: Frame) => Format;

/** Puts what stands between items in front of all but the first. */
export function separated(separator: string): (text: string) => string {
  let isFirst = true;
  return (text) => {
    const prefix = isFirst ? '' : separator;
    isFirst = false;
    return prefix + text;
  };
}
