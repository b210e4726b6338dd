import { dirname, join } from 'node:path';
import type { Policy } from '../../policy/policy.ts';
import { type Command, exit } from '../command/command.ts';
import { openPolicy, policyFileOf } from '../command/open-policy.ts';
import { organisationOptions } from '../command/options.ts';
import { type Paint, paintFor } from '../command/terminal.ts';
import { readFixtures } from '../fixtures/fixture.ts';
import { type CaseResult, runFixtures, untestedRules } from '../fixtures/fixture-run.ts';
import { junitReport } from '../formats/junit.ts';
import { wrongPolicy } from './refusal.ts';

export const testCommand: Command = {
  name: 'test',
  operands: '',
  summary: 'run the fixtures beside the policy',
  details: `
Runs the cases in the folder fixtures/ beside the policy. A case names every finding that it expects. It judges a write, or by
operation: start (with tags) and operation: delete, what becomes of the pipeline as it stands. A rule that no case passes, or
that no case breaks, is not tested, and that is a failure as well. An exception that has ended is refused here, and nowhere
else; with --now, which looks ahead or back, it is only told.`,
  options: [...organisationOptions, 'now', 'format'],
  formats: ['text', 'json', 'junit'],
  outcomes: { passes: 'every case holds, and every rule is tested', refused: 'a case does not hold, or a rule is not tested' },
  problemWith: (operands) =>
    operands.length > 0 ? 'test takes no files; it runs the fixtures beside the policy. Did you mean --folder?' : undefined,
  async run(_, options, terminal) {
    const opened = openPolicy(options, options.now);
    if (!opened.ok) return wrongPolicy(opened.problems, terminal);
    const { policy, ownerTag, warnings, ended } = opened;
    if (ended.length > 0 && !options.hasNow) return wrongPolicy(ended, terminal);
    for (const warning of warnings) terminal.stderr.write(`Warning: ${warning}\n`);
    const { fixtures, problems } = readFixtures(join(dirname(policyFileOf(options)), 'fixtures'));
    if (problems.length > 0) {
      terminal.stderr.write(`Fixtures are wrong:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
      return exit.unusable;
    }
    const results = runFixtures(fixtures, { policy, ownerTag, now: options.now });
    const untested = untestedRules(policy, results);
    terminal.stdout.write(printed(options.format, { policy, results, untested, paint: paintFor(terminal) }));
    return untested.length > 0 || results.some(isFailed) ? exit.refused : exit.passes;
  },
};

interface TestRun {
  readonly policy: Policy;
  readonly results: readonly CaseResult[];
  readonly untested: readonly string[];
  readonly paint: Paint;
}

function printed(format: string, run: TestRun): string {
  if (format === 'json') return jsonOf(run);
  return format === 'junit' ? junitOf(run) : textOf(run);
}

function textOf({ results, untested, paint }: TestRun): string {
  const lines = results.flatMap((result) => [
    `${isFailed(result) ? paint('red', 'FAIL') : paint('green', 'ok  ')}  ${result.file}: ${result.name}`,
    ...result.failures.map((failure) => `        ${failure}`),
  ]);
  const held = results.length - results.filter(isFailed).length;
  return `${[...lines, ...untested, `${held} of ${results.length} cases hold`].join('\n')}\n`;
}

function jsonOf({ policy: { document, digest }, results, untested }: TestRun): string {
  const { name, version } = document;
  const cases = results.map(({ file, name: title, failures }) => ({ file, name: title, failures }));
  return `${JSON.stringify({ policy: { name, version, digest }, cases, untested }, null, 2)}\n`;
}

function junitOf({ results, untested }: TestRun): string {
  const cases = [
    ...results.map(({ file, name, failures }) => ({ group: file, name, failures })),
    ...untested.map((sentence) => ({ group: 'policy.yaml', name: sentence, failures: [sentence] })),
  ];
  return junitReport(
    'fixtures',
    cases.map(({ group, name, failures }) => {
      const [message] = failures;
      const failure = message === undefined ? [] : [{ type: 'fixture', message, details: failures.join('\n') }];
      return { name, group, errors: [], failures: failure, output: [] };
    }),
  );
}

function isFailed({ failures }: CaseResult): boolean {
  return failures.length > 0;
}
