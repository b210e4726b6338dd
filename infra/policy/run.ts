import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Policy, preparePolicy } from '../../lib/policy/policy.ts';
import { type Command, parseCommandLine, usage } from './command-line.ts';
import { compilePolicy } from './compile.ts';
import { readDefinition } from './definition-file.ts';
import { readFixtures } from './fixture.ts';
import { runFixtures, untestedRules } from './fixture-run.ts';
import { judgeBody } from './judge-body.ts';
import { type CheckedFile, jsonReport, textReport } from './report.ts';

/** Exit codes, as `--help` explains them. */
const exit = { passes: 0, refused: 1, unusable: 2, policyWrong: 3 } as const;

type ExitCode = (typeof exit)[keyof typeof exit];

const defaultPolicy = fileURLToPath(new URL('../organisation/policy.yaml', import.meta.url));

/** Where the text goes; the streams of a process are such. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** Does what the arguments behind the script's name ask for, and gives the exit code. */
export function run(args: readonly string[], streams: Streams, now: Date): ExitCode {
  const { code, output = '', complaint = '' } = carryOut(parseCommandLine(args), now);
  streams.stdout.write(output);
  streams.stderr.write(complaint);
  return code;
}

interface Result {
  readonly code: ExitCode;
  readonly output?: string;
  readonly complaint?: string;
}

function carryOut(command: Command, now: Date): Result {
  if (command.wants === 'help') return print(usage, exit.passes);
  if (command.wants === 'correction') return complain(`${command.problem}\nSee: npm run policy -- --help\n`, exit.unusable);
  const policyFile = command.policyFile ?? defaultPolicy;
  const compiled = compilePolicy(policyFile);
  if (!compiled.ok)
    return complain(`The policy is wrong:\n${compiled.problems.map((problem) => `  ${problem}\n`).join('')}`, exit.policyWrong);
  const policy = preparePolicy(compiled.policy, compiled.policyDigest);
  return command.wants === 'test' ? test(policy, join(dirname(policyFile), 'fixtures'), now) : check(policy, command, now);
}

function test(policy: Policy, folder: string, now: Date): Result {
  const { fixtures, problems } = readFixtures(folder);
  if (problems.length > 0)
    return complain(`Fixtures are wrong:\n${problems.map((problem) => `  ${problem}\n`).join('')}`, exit.unusable);
  const results = runFixtures(policy, fixtures, now);
  const lines = results.flatMap(({ file, name, failures }) => [
    `${failures.length === 0 ? 'ok  ' : 'FAIL'}  ${file}: ${name}`,
    ...failures.map((failure) => `        ${failure}`),
  ]);
  const untested = untestedRules(policy, results);
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const summary = [...untested, `${results.length - failed} of ${results.length} cases hold`];
  const code = failed + untested.length > 0 ? exit.refused : exit.passes;
  return print(`${[...lines, ...summary].join('\n')}\n`, code);
}

function check(policy: Policy, command: Command & { readonly wants: 'check' }, now: Date): Result {
  const { files, team, account, region, format, environment = policy.environmentOf(account) } = command;
  const checked = files.map((file): CheckedFile => {
    const read = readDefinition(file);
    if (!read.ok) return { file, decision: 'unreadable', problem: read.problem };
    const judged = judgeBody(policy, read.value, { team, environment, account, region }, now);
    return { file, decision: judged.decision, judged, source: read.source };
  });
  return print(format === 'json' ? jsonReport(checked, policy) : textReport(checked), worst(checked));
}

function worst(checked: readonly CheckedFile[]): ExitCode {
  const has = (decision: CheckedFile['decision']) => checked.some((each) => each.decision === decision);
  if (has('error')) return exit.policyWrong;
  if (has('unreadable')) return exit.unusable;
  return has('deny') || has('invalid') ? exit.refused : exit.passes;
}

function print(output: string, code: ExitCode): Result {
  return { code, output };
}

function complain(complaint: string, code: ExitCode): Result {
  return { code, complaint };
}
