import { type ExceptionUse, exceptionUse } from '../../policy/exception-use.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Finding, Level, Verdict } from '../../policy/verdict.ts';
import { type Command, exit } from '../command/command.ts';
import { exitCodeOf, judgeAll, type Tally } from '../command/inspection.ts';
import { organisationOptions, settingOptions } from '../command/options.ts';
import { harmless, type Paint, paintFor } from '../command/terminal.ts';
import { nameOf } from '../formats/text.ts';
import type { Checked } from '../judging/checked.ts';
import { openFor } from './opening.ts';
import { requireOperands } from './refusal.ts';
import { aligned } from './table.ts';

export const reportCommand: Command = {
  name: 'report',
  operands: 'FILE…',
  summary: 'count over many definitions: findings by rule, and the use of exceptions',
  details: `
Judges definitions like check, and counts: how many pass, what each rule found at which level, which rules nothing broke,
and what became of every exception: used, not needed any more, not met by any definition, or ended. With --team-at, each
definition is judged for the team that it names.`,
  options: [...organisationOptions, ...settingOptions, 'format'],
  formats: ['text', 'json'],
  outcomes: { passes: 'everything could be judged, whether refused or not' },
  problemWith: requireOperands('the files to report on'),
  async run(operands, options, terminal) {
    const opened = openFor('report', options, terminal);
    if (!opened.ok) return opened.code;
    const { policy } = opened;
    const counts = new Map(policy.rules.map(({ id }) => [id, emptyCount()]));
    const uses: Pick<Verdict, 'exceptions'>[] = [];
    const tally = await judgeAll(operands, policy, options, terminal, (checked) => {
      count(checked, counts);
      if ('verdict' in checked && checked.verdict.exceptions.length > 0) uses.push({ exceptions: checked.verdict.exceptions });
      // What could not be judged is not counted, and so has to be said.
      if (checked.decision === 'unreadable') terminal.stderr.write(`${nameOf(checked)}: ${harmless(checked.problem)}\n`);
      return undefined;
    });
    const report = { policy, tally, counts, exceptions: exceptionUse(policy, uses, options.now) };
    terminal.stdout.write(options.format === 'json' ? jsonOf(report) : textOf(report, paintFor(terminal)));
    const code = exitCodeOf(tally);
    return code === exit.refused ? exit.passes : code;
  },
};

interface Count extends Record<Level, number> {
  /** Definitions that the rule found something in, be it admitted or not. */
  definitions: number;
  excepted: number;
  /** Definitions that it had nothing to judge in. */
  skipped: number;
}

function emptyCount(): Count {
  return { definitions: 0, enforce: 0, warn: 0, audit: 0, excepted: 0, skipped: 0 };
}

function count(checked: Checked, counts: ReadonlyMap<string, Count>): void {
  if (!('verdict' in checked)) return;
  const { violations, advisories, recorded, excepted, outcomes } = checked.verdict;
  const broken = new Set<string>();
  const add = (findings: readonly Finding[], kind: Level | 'excepted') => {
    for (const { rule } of findings) {
      const own = counts.get(rule);
      if (own !== undefined) own[kind] += 1;
      broken.add(rule);
    }
  };
  add(violations, 'enforce');
  add(advisories, 'warn');
  add(recorded, 'audit');
  add(excepted, 'excepted');
  for (const rule of broken) increase(counts.get(rule), 'definitions');
  for (const { rule, outcome } of outcomes) if (outcome === 'skip') increase(counts.get(rule), 'skipped');
}

function increase(own: Count | undefined, kind: keyof Count): void {
  if (own !== undefined) own[kind] += 1;
}

interface Report {
  readonly policy: Policy;
  readonly tally: Tally;
  readonly counts: ReadonlyMap<string, Count>;
  readonly exceptions: readonly ExceptionUse[];
}

function jsonOf({ policy: { document, digest, rules }, tally, counts, exceptions }: Report): string {
  const { name, version } = document;
  const byRule = rules.map(({ id, type }) => ({ rule: id, type, ...counts.get(id) }));
  return `${JSON.stringify({ policy: { name, version, digest }, counts: tally, rules: byRule, exceptions }, null, 2)}\n`;
}

function textOf({ policy, tally, counts, exceptions }: Report, paint: Paint): string {
  const { allow, deny, error, invalid, unreadable, total } = tally;
  const rows = policy.rules.map(({ id }) => ({ id, ...(counts.get(id) ?? emptyCount()) }));
  const broken = rows.filter(({ definitions }) => definitions > 0);
  const judged = total - invalid - unreadable;
  const unbroken = rows.filter(({ definitions }) => definitions === 0);
  return `${[
    `${policy.document.name} ${policy.document.version}, ${total} definitions`,
    '',
    `  ${allow} pass, ${deny} are refused, ${invalid} have the wrong shape, ${unreadable} cannot be read, ${error} cannot be judged`,
    ...section(paint('bold', 'Rules that something breaks'), [
      ...(broken.length === 0 ? [] : aligned([columns, ...broken.map(cellsOf)])),
    ]),
    ...section(
      paint('bold', 'Rules that nothing breaks'),
      unbroken.map(({ id, skipped }) => (skipped === judged && judged > 0 ? `${id} (it had nothing to judge)` : id)),
    ),
    ...section(paint('bold', 'Exceptions'), aligned(exceptions.map(wordsOf))),
  ].join('\n')}\n`;
}

const columns = ['rule', 'definitions', 'enforce', 'warn', 'audit', 'excepted'];

function cellsOf({ id, definitions, enforce, warn, audit, excepted }: Count & { readonly id: string }): readonly string[] {
  return [id, ...[definitions, enforce, warn, audit, excepted].map(String)];
}

function wordsOf({ id, until, needed, unneeded, state }: ExceptionUse): readonly string[] {
  const words = {
    used: `used by ${needed}${unneeded === 0 ? '' : `, not needed by ${unneeded} more that it holds for`}`,
    'not-needed': `not needed any more: it holds for ${unneeded}, and none of them needs it`,
    'not-met': 'holds for none of these definitions',
    ended: 'has ended',
  };
  return [id, `until ${until}`, words[state]];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}
