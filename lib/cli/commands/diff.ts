import type { Policy } from '../../policy/policy.ts';
import { type Command, type ExitCode, exit } from '../command/command.ts';
import { inspect } from '../command/inspection.ts';
import { openOther } from '../command/open-policy.ts';
import { organisationOptions, settingOptions } from '../command/options.ts';
import { harmless, type Paint, paintFor } from '../command/terminal.ts';
import { nameOf } from '../formats/text.ts';
import { check } from '../judging/checked.ts';
import { byRule, changeOf, type PlacedFinding, type PolicyDifference, type VerdictChange } from '../judging/difference.ts';
import { openFor } from './opening.ts';
import { wrongPolicy } from './refusal.ts';
import { aligned } from './table.ts';

export const diffCommand: Command = {
  name: 'diff',
  operands: 'OTHER.yaml FILE…',
  summary: 'say which definitions a changed policy would newly refuse or admit',
  details: `
Judges every definition twice: by the policy as it is, and by OTHER.yaml (or the policy.yaml of a folder OTHER). Where no
exceptions.yaml is beside the other policy, the exceptions of the first hold for both. FILE is what it is for check.`,
  options: [...organisationOptions, ...settingOptions, 'format'],
  formats: ['text', 'json'],
  outcomes: { passes: 'nothing is newly refused', refused: 'a definition would be newly refused' },
  problemWith: ([other, ...files]) =>
    other === undefined ? 'Name the other policy.' : files.length === 0 ? 'Name the files to judge by both.' : undefined,
  async run([other = '', ...files], options, terminal) {
    const here = openFor('diff', options, terminal);
    if (!here.ok) return here.code;
    const there = openOther(other, options, options.now);
    if (!there.ok) return wrongPolicy(there.problems, terminal, 'The other policy');
    const counts = { total: 0, unreadable: 0, broken: 0 };
    const changes: VerdictChange[] = [];
    await inspect(files, options, terminal, (item) => {
      const before = check(item, here.policy, options);
      const after = check(item, there.policy, options);
      counts.total += 1;
      if (before.decision === 'error' || after.decision === 'error') counts.broken += 1;
      const change = changeOf(before, after);
      if (change !== undefined) changes.push(change);
      if (before.decision !== 'unreadable') return;
      counts.unreadable += 1;
      terminal.stderr.write(`${nameOf(before)}: ${harmless(before.problem)}\n`);
    });
    const difference = { before: here.policy, after: there.policy, total: counts.total, changes };
    terminal.stdout.write(options.format === 'json' ? jsonOf(difference) : textOf(difference, paintFor(terminal)));
    return codeOf(changes, counts);
  },
};

interface Counts {
  readonly total: number;
  readonly unreadable: number;
  readonly broken: number;
}

function codeOf(changes: readonly VerdictChange[], { total, unreadable, broken }: Counts): ExitCode {
  if (broken > 0) return exit.policyWrong;
  if (unreadable > 0 || total === 0) return exit.unusable;
  return changes.some(({ effect }) => effect === 'refuses') ? exit.refused : exit.passes;
}

function jsonOf(difference: PolicyDifference): string {
  const { before, after, total, changes } = difference;
  const of = (effect: VerdictChange['effect']) =>
    changes.filter((change) => change.effect === effect).map(({ effect: _, ...rest }) => rest);
  const [newlyRefused, newlyAdmitted, otherwiseChanged] = [of('refuses'), of('admits'), of('otherwise')];
  const body = {
    policy: identityOf(before),
    other: identityOf(after),
    counts: {
      total,
      newlyRefused: newlyRefused.length,
      newlyAdmitted: newlyAdmitted.length,
      otherwiseChanged: otherwiseChanged.length,
    },
    rules: byRule(difference),
    newlyRefused,
    newlyAdmitted,
    otherwiseChanged,
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

function identityOf({ document: { name, version }, digest }: Policy) {
  return { name, version, digest };
}

function textOf(difference: PolicyDifference, paint: Paint): string {
  const { before, after, total, changes } = difference;
  const of = (effect: VerdictChange['effect']) => changes.filter((change) => change.effect === effect);
  return `${[
    `${called(before)} → ${called(after)}${noteOn(before, after)}`,
    '',
    `${paint('red', 'newly refused')}: ${of('refuses').length} of ${total}`,
    ...of('refuses').flatMap(changeLines),
    `${paint('green', 'newly admitted')}: ${of('admits').length} of ${total}`,
    ...of('admits').flatMap(changeLines),
    `otherwise changed: ${of('otherwise').length} of ${total}`,
    ...of('otherwise').flatMap(changeLines),
    ...tableOf(difference),
  ].join('\n')}\n`;
}

function called({ document: { name, version } }: Policy): string {
  return `${name} ${version}`;
}

/** A digest is that of rules and exceptions, a version is what their owner wrote. */
function noteOn(before: Policy, after: Policy): string {
  if (before.digest === after.digest) return ' (the same rules)';
  return called(before) === called(after) ? ' (other contents under the same version)' : '';
}

function changeLines(change: VerdictChange): readonly string[] {
  const line = (sign: string) => (place: PlacedFinding) => {
    const { position, pointer, message, rule, level, code } = place;
    return harmless(
      `    ${sign} ${change.file}:${position.line}:${position.column} ${pointer} ${message} (${rule}, ${level}, ${code})`,
    );
  };
  return [`  ${nameOf(change)}`, ...change.appearing.map(line('+')), ...change.vanishing.map(line('-'))];
}

function tableOf(difference: PolicyDifference): readonly string[] {
  const rows = byRule(difference).map(({ rule, refuses, refusesNoLonger, warns, warnsNoLonger }) => [
    rule,
    ...[refuses, refusesNoLonger, warns, warnsNoLonger].map(String),
  ]);
  const titles = ['rule', 'newly refuses', 'refuses no longer', 'newly warns', 'warns no longer'];
  return rows.length === 0 ? [] : ['', ...aligned([titles, ...rows])];
}
