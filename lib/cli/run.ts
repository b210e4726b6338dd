import type { Command, ExitCode } from './command/command.ts';
import { exit } from './command/command.ts';
import type { Terminal } from './command/terminal.ts';
import { checkCommand } from './commands/check.ts';
import { diffCommand } from './commands/diff.ts';
import { explainCommand } from './commands/explain.ts';
import { reportCommand } from './commands/report.ts';
import { testCommand } from './commands/test.ts';
import { parsePolicyCommand } from './request.ts';

const commands: readonly Command[] = [testCommand, checkCommand, diffCommand, explainCommand, reportCommand];

/** Does what the arguments behind the script's name ask for, and gives the exit code. */
export async function run(args: readonly string[], terminal: Terminal, now: Date): Promise<ExitCode> {
  const request = parsePolicyCommand(args, commands, now, terminal.env);
  if (request.wants === 'help') {
    terminal.stdout.write(request.text);
    return exit.passes;
  }
  if (request.wants === 'correction') {
    terminal.stderr.write(`${request.problem}\nSee: npm run policy -- ${request.help}--help\n`);
    return exit.unusable;
  }
  return await request.command.run(request.operands, request.options, terminal);
}
