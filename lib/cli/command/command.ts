import type { OptionName, PolicyOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** Exit codes, as `--help` explains them. */
export const exit = { passes: 0, refused: 1, unusable: 2, policyWrong: 3 } as const;

export type ExitCode = (typeof exit)[keyof typeof exit];

/** One of the things that `npm run policy` can do. */
export interface Command {
  readonly name: string;
  /** How its operands are written in the help; empty when it takes none. */
  readonly operands: string;
  /** Continues the line of its name in the overview. */
  readonly summary: string;
  /** Paragraphs of its own help. */
  readonly details: string;
  readonly options: readonly OptionName[];
  /** The first is the default. */
  readonly formats: readonly string[];
  /** What 0 and 1 mean here; 2 and 3 mean the same everywhere. */
  readonly outcomes: { readonly passes: string; readonly refused?: string };
  /** A sentence when there are too few operands, or too many. */
  problemWith(operands: readonly string[]): string | undefined;
  run(operands: readonly string[], options: PolicyOptions, terminal: Terminal): Promise<ExitCode>;
}
