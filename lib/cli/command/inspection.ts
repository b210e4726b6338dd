import type { Policy } from '../../policy/policy.ts';
import { type Document, documentsIn, type Unreadable } from '../input/document.ts';
import { textsOf } from '../input/files.ts';
import { type Checked, check } from '../judging/checked.ts';
import { type ExitCode, exit } from './command.ts';
import type { PolicyOptions } from './options.ts';
import { harmless, progressOn, type Terminal } from './terminal.ts';

/** How many definitions came to what. */
export interface Tally {
  readonly allow: number;
  readonly deny: number;
  readonly error: number;
  readonly invalid: number;
  readonly unreadable: number;
  readonly total: number;
}

/** Reads everything that operands name and hands it on, one definition at a time. Notes go to the standard error. */
export async function inspect(
  operands: readonly string[],
  options: PolicyOptions,
  terminal: Terminal,
  visit: (item: Document | Unreadable) => string | undefined,
): Promise<void> {
  const progress = progressOn(terminal);
  const print = (output: Terminal['stdout'], text = '') => {
    if (text === '') return;
    progress.erase();
    output.write(text);
  };
  for await (const read of textsOf(operands, terminal.stdin)) {
    for (const item of 'text' in read ? documentsIn(read.text, read.file, options) : [read]) {
      if ('note' in item) {
        print(terminal.stderr, `${harmless(item.file)}: ${harmless(item.note)}\n`);
        continue;
      }
      print(terminal.stdout, visit(item));
      progress.step();
    }
  }
  progress.erase();
}

/** Judges everything that operands name. */
export async function judgeAll(
  operands: readonly string[],
  policy: Policy,
  options: PolicyOptions,
  terminal: Terminal,
  visit: (checked: Checked) => string | undefined,
): Promise<Tally> {
  const tally = { allow: 0, deny: 0, error: 0, invalid: 0, unreadable: 0, total: 0 };
  await inspect(operands, options, terminal, (item) => {
    const checked = check(item, policy, options);
    tally[checked.decision] += 1;
    tally.total += 1;
    return visit(checked);
  });
  return tally;
}

/** The worst that happened; where nothing was judged, nothing is known to pass. */
export function exitCodeOf({ error, unreadable, deny, invalid, total }: Tally): ExitCode {
  if (error > 0) return exit.policyWrong;
  if (unreadable > 0 || total === 0) return exit.unusable;
  return deny + invalid > 0 ? exit.refused : exit.passes;
}
