import { type Command, type ExitCode, exit } from '../command/command.ts';
import type { Terminal } from '../command/terminal.ts';

/** For commands that need at least one operand. */
export function requireOperands(what: string): Command['problemWith'] {
  return (operands) => (operands.length === 0 ? `Name ${what}.` : undefined);
}

/** Says what is wrong with a policy; nothing is judged by it then. */
export function wrongPolicy(problems: readonly string[], { stderr }: Terminal, which = 'The policy'): ExitCode {
  stderr.write(`${which} is wrong:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  return exit.policyWrong;
}
