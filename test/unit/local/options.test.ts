import { describe, expect, it } from 'vitest';
import { parseStartCommand, usage } from '../../../infra/local/options.ts';

const defaults = {
  port: 3000,
  imageBuilderPort: 4566,
  policyFile: undefined,
  teamsFile: undefined,
  dataFile: undefined,
  aws: false,
  caller: undefined,
  account: undefined,
  region: undefined,
  cors: undefined,
  auth: 'iam',
  acceptUnknownReferences: false,
  speed: undefined,
  fail: undefined,
  pipelineQuota: undefined,
  rate: 10_000,
  quiet: false,
};

describe('the command line', () => {
  it.each([
    [[], {}],
    [['--port', '0'], { port: 0 }],
    [['--port=65535'], { port: 65_535 }],
    [['--image-builder-port', '1'], { imageBuilderPort: 1 }],
    [['--policy', 'a.yaml', '--data', 'b.json'], { policyFile: 'a.yaml', dataFile: 'b.json' }],
    [['--aws'], { aws: true }],
    [['--caller', 'arn:aws:iam::111122223333:role/ci/web'], { caller: 'arn:aws:iam::111122223333:role/ci/web' }],
    [['--accept-unknown-references', '--quiet'], { acceptUnknownReferences: true, quiet: true }],
    [['--auth', 'jwt', '--teams', 't.yaml'], { auth: 'jwt', teamsFile: 't.yaml' }],
    [['--rate', '0'], { rate: 0 }],
    [['--speed', '600', '--fail', 'web*'], { speed: 600, fail: 'web*' }],
    [['--pipeline-quota', '500'], { pipelineQuota: 500 }],
    [['--account', '333344445555', '--region', 'us-gov-west-1'], { account: '333344445555', region: 'us-gov-west-1' }],
    [
      ['--cors', 'http://localhost:5173', '--cors=https://portal.example'],
      { cors: ['http://localhost:5173', 'https://portal.example'] },
    ],
  ])('%j is understood', (args, options) => {
    expect(parseStartCommand(args)).toEqual({ wants: 'service', options: { ...defaults, ...options } });
  });

  it.each([
    [['--prot', '1'], 'There is no option --prot; did you mean --port?'],
    [['--zzz'], 'There is no option --zzz; --help lists them'],
    [['--port'], '--port needs a value.'],
    [['--policy', '--quiet'], '--policy needs a value.'],
    [['--account', '1234'], '--account must be an AWS account id of 12 digits; it is "1234".'],
    [['--region', 'Frankfurt'], '--region must be an AWS Region such as eu-west-1; it is "Frankfurt".'],
    [['--cors', '*'], '--cors must be an origin such as http://localhost:5173; it is "*".'],
    [['--cors', 'http://localhost:5173/'], 'perhaps http://localhost:5173 is meant'],
    [['--constructor'], 'There is no option --constructor'],
    [['--port', 'web'], '--port must be a whole number from 0 to 65535; it is "web".'],
    [['--port', '65536'], '--port must be'],
    [['--port=-1'], '--port must be'],
    [['--port', '1e3'], '--port must be'],
    [['--image-builder-port', ''], '--image-builder-port must be'],
    [['--policy', ''], '--policy must name a file; it is empty.'],
    [['--caller', 'me'], '--caller must be the ARN'],
    [['--auth', 'none'], '--auth must be iam or jwt; it is "none".'],
    [['--auth', 'jwt', '--caller', 'arn:aws:iam::111122223333:role/web'], '--caller names who calls without a token'],
    [['--teams', ''], '--teams must name a file; it is empty.'],
    [['--speed', '0'], '--speed must be a whole number from 1 to 86400; it is "0".'],
    [['--fail', ''], '--fail must name a pipeline'],
    [['--aws', '--speed', '2'], '--speed is for the embedded Image Builder, which --aws leaves out'],
    [['--quiet=yes'], '--quiet takes no value.'],
    [['serve'], 'npm start takes no arguments but options; there is "serve".'],
    [['--pipeline-quota', 'many'], '--pipeline-quota must be a whole number from 0 to 1000000; it is "many".'],
    [['--aws', '--data', 'x'], '--data is for the embedded Image Builder, which --aws leaves out'],
    [['--aws', '--image-builder-port', '1'], '--image-builder-port is for the embedded Image Builder, which --aws leaves out'],
  ])('%j is corrected', (args, problem) => {
    expect(parseStartCommand(args)).toEqual({ wants: 'correction', problem: expect.stringContaining(problem) });
  });

  it.each([
    [['3001'], { npm_config_port: '3001' }, '--port'],
    [[], { npm_config_aws: 'true' }, '--aws'],
    [[], { npm_config_pipeline_quota: '5' }, '--pipeline-quota'],
  ])('%j is told what npm has kept for itself: %j', (args, environment, flag) => {
    expect(parseStartCommand(args, environment)).toEqual({
      wants: 'correction',
      problem: `npm has kept ${flag} for itself: options of the command come after two hyphens, as in npm start -- ${flag} …`,
    });
  });

  it('is no matter of what npm is set to by itself', () => {
    const environment = {
      npm_config_quiet: 'true',
      npm_config_cache: '/x',
      npm_config_scope: '@x',
      npm_config_registry: 'https://x',
    };
    expect(parseStartCommand([], environment).wants).toBe('service');
  });

  it('--version asks for the version', () => {
    expect(parseStartCommand(['--version'])).toEqual({ wants: 'version' });
  });

  it.each([[['--help']], [['-h']], [['--port', 'x', '--help']]])('%j asks for help', (args) => {
    expect(parseStartCommand(args)).toEqual({ wants: 'help' });
  });

  it('is explained whole', () => {
    for (const flag of [
      'port',
      'image-builder-port',
      'policy',
      'teams',
      'data',
      'auth',
      'aws',
      'caller',
      'accept-unknown-references',
      'pipeline-quota',
      'speed',
      'fail',
      'rate',
      'quiet',
    ]) {
      expect(usage).toContain(`--${flag}`);
    }
  });
});
