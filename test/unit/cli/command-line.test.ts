import { describe, expect, it } from 'vitest';
import { formats } from '../../../lib/cli/formats/index.ts';
import { alternatives } from '../../../lib/text/wording.ts';
import { runPolicy } from './workbench.ts';

describe('the command line', () => {
  it.each([
    [[], 'Say what to do: test, check, diff, explain and report are possible.'],
    [['chekc'], 'There is no command "chekc"; did you mean check?'],
    [['deploy'], 'There is no command "deploy"; test, check, diff, explain and report are possible.'],
    [['check'], 'Name the files to check.'],
    [['report'], 'Name the files to report on.'],
    [['diff'], 'Name the other policy.'],
    [['diff', 'other.yaml'], 'Name the files to judge by both.'],
    [['explain', 'a', 'b'], 'Name one rule.'],
    [['test', 'a'], 'test takes no files; it runs the fixtures beside the policy. Did you mean --folder?'],
    [['test', '--team', 'web'], '--team is not an option of test.'],
    [['explain', '--team-at', '/tags/team'], '--team-at is not an option of explain.'],
    [['check', 'a', '--format', 'xml'], `--format must be ${alternatives([...formats.keys()])}; it is "xml".`],
    [['report', 'a', '--format', 'sarif'], '--format must be text or json; it is "sarif".'],
    [['check', 'a', '--account', '12'], '--account must be an AWS account id of 12 digits; it is "12".'],
    [['check', 'a', '--now', 'soon'], '--now must be a time such as 2027-01-31 or 2027-01-31T08:00:00Z; it is "soon".'],
    [['check', 'a', '--now', '2027-02-30T25:00:00Z'], '--now must be a time such as'],
    [['check', 'a', '--team-at', 'tags'], '--team-at must be a pointer such as /tags/team; it is "tags".'],
    [['check', 'a', '--team', 'x', '--team-at', '/tags/team'], 'Give --team or --team-at, not both.'],
    [['test', '--verbose'], 'There is no option --verbose; --help lists them'],
    [['check', 'a', '--teem', 'web'], 'There is no option --teem; did you mean --team?'],
    [['check', 'a', '--team'], '--team needs a value.'],
  ])('%j is corrected', async (args, sentence) => {
    const { code, output, complaint } = await runPolicy(args);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(complaint).toContain(sentence);
    expect(complaint).toMatch(/\nSee: npm run policy -- (?:\w+ )?--help\n$/);
  });

  it('refuses an environment that pins the time to something else', async () => {
    const { code, complaint } = await runPolicy(['test'], { env: { SOURCE_DATE_EPOCH: 'noon' } });
    expect(code).toBe(2);
    expect(complaint).toContain('SOURCE_DATE_EPOCH is "noon"');
  });
});

describe('the help', () => {
  it.each([[['--help']], [['help']], [['-h']]])('%j gives an overview', async (args) => {
    const { code, output, complaint } = await runPolicy(args);
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    for (const command of ['test', 'check', 'diff', 'explain', 'report'])
      expect(output).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  it.each(['test', 'check', 'diff', 'explain', 'report'])(
    'of %s tells its options and what its exit codes mean',
    async (command) => {
      const { code, output } = await runPolicy([command, '--help']);
      expect(code).toBe(0);
      expect(output).toMatch(new RegExp(`^npm run policy -- ${command}`));
      expect(output).toContain('--policy FILE');
      expect(output).toContain('--format NAME');
      expect(output).toMatch(/Exit codes\n {2}0 [\s\S]*\n {2}2 .*\n {2}3 /);
      expect(await runPolicy(['help', command])).toMatchObject({ code: 0, output });
    },
  );
});
