import { describePolicy, explainRule, type PolicyDescription, type RuleExplanation } from '../../policy/explain/explain.ts';
import { nearest } from '../../text/spelling.ts';
import { type Command, exit } from '../command/command.ts';
import { organisationOptions } from '../command/options.ts';
import { type Paint, paintFor } from '../command/terminal.ts';
import { openFor } from './opening.ts';

export const explainCommand: Command = {
  name: 'explain',
  operands: '[ID]',
  summary: 'say in words what a rule demands, why, and how to satisfy it',
  details: `
Explains the rule with this id to a caller of the given team, in the given environment. Without an id, all rules are listed.
It is what the service answers to GET /v1/policy/rules/{id} and GET /v1/policy.`,
  options: [...organisationOptions, 'team', 'environment', 'account', 'region', 'now', 'format'],
  formats: ['text', 'json'],
  outcomes: { passes: 'the rule was explained' },
  problemWith: (operands) => (operands.length > 1 ? 'Name one rule.' : undefined),
  async run([id], options, terminal) {
    const opened = openFor('explain', options, terminal);
    if (!opened.ok) return opened.code;
    const { policy } = opened;
    const { team, account, region, now, environment = policy.environmentOf(account) } = options;
    const reader = { team, environment, account, region };
    const said = id === undefined ? describePolicy(policy, reader, now) : explainRule(policy, id, reader, now);
    if (said === undefined) {
      terminal.stderr.write(
        `${unknownRule(
          id ?? '',
          policy.rules.map((rule) => rule.id),
        )}\n`,
      );
      return exit.unusable;
    }
    const paint = paintFor(terminal);
    const text = 'rules' in said ? listOf(said, paint) : explanationOf(said, paint);
    terminal.stdout.write(options.format === 'json' ? `${JSON.stringify(said, null, 2)}\n` : text);
    return exit.passes;
  },
};

function unknownRule(id: string, ids: readonly string[]): string {
  const near = nearest(id, ids);
  const rest = near === undefined ? `there are ${ids.join(', ') || 'none'}.` : `did you mean ${near}?`;
  return `There is no rule ${JSON.stringify(id)}; ${rest}`;
}

function listOf({ name, version, rules }: PolicyDescription, paint: Paint): string {
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  const lines = rules.map(({ id, level, summary }) => `  ${paint('bold', id.padEnd(width))}  ${level.padEnd(7)}  ${summary}`);
  return `${[`${name} ${version}`, ...lines].join('\n')}\n`;
}

function explanationOf(rule: RuleExplanation, paint: Paint): string {
  const { id, type, level, levelFrom, summary, purpose, why, remedy, howToSatisfy, example, codes, docs } = rule;
  const width = Math.max(...codes.map(({ code }) => code.length));
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)];
  const from = levelFrom === level || levelFrom === 'default' ? '' : `, ${levelFrom}`;
  return `${[
    `${paint('bold', id)} (${type}; ${level}${from})`,
    summary,
    ...section('Why', [why ?? purpose]),
    ...section('How to satisfy it', howToSatisfy),
    ...section('Set by', originInWords(rule)),
    ...section('Advice', remedy === null ? [] : [remedy]),
    ...section('An example that passes', Object.keys(example).length === 0 ? [] : JSON.stringify(example, null, 2).split('\n')),
    ...section(
      'Codes of its findings',
      codes.map(({ code, meaning }) => `${code.padEnd(width)}  ${meaning}`),
    ),
    '',
    docs,
  ].join('\n')}\n`;
}

/** Which policies a rule is from; nothing where there is one only. */
function originInWords({ setBy }: RuleExplanation): readonly string[] {
  if (setBy === undefined) return [];
  const { policy, tightened = [] } = setBy;
  return [policy, ...tightened.map((each) => `${each.policy}, which made it stricter: ${each.members.join(', ')}`)];
}
