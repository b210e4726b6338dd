import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../infra/policy/command-line.ts';

describe('the command line', () => {
  it.each([
    [['test'], { wants: 'test', policyFile: undefined }],
    [['test', '--policy', 'p.yaml'], { wants: 'test', policyFile: 'p.yaml' }],
    [
      ['check', 'a.json', 'b.yaml'],
      {
        wants: 'check',
        policyFile: undefined,
        files: ['a.json', 'b.yaml'],
        team: null,
        environment: undefined,
        account: '111122223333',
        region: 'eu-west-1',
        format: 'text',
      },
    ],
    [
      [
        'check',
        '--team=web',
        'a',
        '--environment',
        'dev',
        '--account',
        '444455556666',
        '--region',
        'us-east-1',
        '--format',
        'json',
      ],
      expect.objectContaining({ team: 'web', environment: 'dev', account: '444455556666', region: 'us-east-1', format: 'json' }),
    ],
    [['--help'], { wants: 'help' }],
    [['check', '-h'], { wants: 'help' }],
    [['help'], { wants: 'help' }],
  ])('%j', (args, command) => {
    expect(parseCommandLine(args)).toEqual(command);
  });

  it.each([
    [[], 'Say what to do: test, or check FILE…'],
    [['chekc'], 'There is no command "chekc"; did you mean check?'],
    [['deploy'], 'There is no command "deploy"; test and check are possible.'],
    [['check'], 'Name the files to check.'],
    [['check', 'a', '--format', 'xml'], '--format is "xml"; text and json are possible.'],
    [['check', 'a', '--account', '12'], '--account is "12"; an account id has 12 digits.'],
    [['test', 'a'], 'test takes no files; it runs the fixtures beside the policy.'],
    [['test', '--team', 'web'], '--team belongs to check; in a test, the fixtures say it.'],
    [['test', '--verbose'], expect.stringContaining("Unknown option '--verbose'")],
    [['check', 'a', '--team'], expect.stringContaining('--team')],
  ])('%j is corrected', (args, problem) => {
    expect(parseCommandLine(args)).toEqual({ wants: 'correction', problem });
  });
});
