import type { Policy } from '../../policy/policy.ts';
import type { Command } from '../command/command.ts';
import { exitCodeOf, judgeAll } from '../command/inspection.ts';
import { organisationOptions, type PolicyOptions, settingOptions } from '../command/options.ts';
import { paintFor, type Terminal } from '../command/terminal.ts';
import type { Frame } from '../formats/format.ts';
import { formats } from '../formats/index.ts';
import { textFormat } from '../formats/text.ts';
import { openFor } from './opening.ts';
import { requireOperands } from './refusal.ts';

export const checkCommand: Command = {
  name: 'check',
  operands: 'FILE…',
  summary: 'judge definitions and CloudFormation templates as they would be judged',
  details: `
Judges what files hold, by the steps that a request takes. FILE is a file, a folder, a wildcard in quotes, or - for the
standard input. In them are definitions in JSON or YAML (what aws imagebuilder create-image-pipeline --cli-input-json
takes), arrays of definitions, JSON Lines, several YAML documents, or CloudFormation templates with
AWS::ImageBuilder::ImagePipeline.

What a template leaves open until it is deployed is said and not judged; account and Region are those of the options.`,
  options: [...organisationOptions, ...settingOptions, 'format'],
  formats: [...formats.keys()],
  outcomes: { passes: 'every definition passes', refused: 'a definition is refused, or has the wrong shape' },
  problemWith: requireOperands('the files to check'),
  async run(operands, options, terminal) {
    const opened = openFor('check', options, terminal);
    if (!opened.ok) return opened.code;
    const format = (formats.get(options.format) ?? textFormat)(frameOf(opened.policy, options, terminal));
    terminal.stdout.write(format.head);
    const tally = await judgeAll(operands, opened.policy, options, terminal, (checked) => format.each(checked));
    terminal.stdout.write(format.tail(tally));
    return exitCodeOf(tally);
  },
};

function frameOf(policy: Policy, options: PolicyOptions, terminal: Terminal): Frame {
  const { team, account, region, now, environment = policy.environmentOf(account) } = options;
  return {
    policy,
    paint: paintFor(terminal),
    reader: { team, environment, account, region },
    now,
    workingDirectory: process.cwd(),
  };
}
