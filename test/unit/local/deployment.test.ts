import { afterEach, describe, expect, it, vi } from 'vitest';
import { findDeployment } from '../../../infra/local/deployment.ts';
import { setEnvironment } from '../../../infra/local/environment.ts';
import { parseStartCommand } from '../../../infra/local/options.ts';
import { parseStackSettings } from '../../../infra/settings/settings.ts';
import { ownVersion } from '../../../lib/cli/arguments/own-version.ts';

const parsed = parseStackSettings({});
if (!parsed.ok) throw new Error('an empty object is a setting');
const { settings } = parsed;

function optionsOf(...args: string[]) {
  const line = parseStartCommand(args);
  if (line.wants !== 'service') throw new Error('not a command line');
  return line.options;
}

afterEach(() => vi.unstubAllEnvs());

describe('the place of the embedded Image Builder', () => {
  it('is that of the settings, whatever AWS says', async () => {
    const environment = { AWS_REGION: 'us-east-1', AWS_PROFILE: 'prod', IMAGEGATE_ACCOUNT: '999988887777' };
    expect(await findDeployment(optionsOf(), settings, environment)).toEqual({
      ok: true,
      deployment: {
        account: '111122223333',
        region: 'eu-west-1',
        partition: 'aws',
        userArn: 'arn:aws:sts::111122223333:assumed-role/developer/local',
        corsOrigins: [],
      },
    });
  });

  it.each([
    ['arn:aws:iam::111122223333:role/ci/deep/web', 'arn:aws:sts::111122223333:assumed-role/web/local'],
    ['arn:aws-cn:iam::111122223333:role/web', 'arn:aws-cn:sts::111122223333:assumed-role/web/local'],
    ['arn:aws:iam::111122223333:user/eve', 'arn:aws:iam::111122223333:user/eve'],
    ['arn:aws:sts::111122223333:assumed-role/web/me', 'arn:aws:sts::111122223333:assumed-role/web/me'],
  ])('shows the caller %s as API Gateway would', async (caller, userArn) => {
    expect(await findDeployment(optionsOf('--caller', caller), settings, {})).toMatchObject({ deployment: { userArn } });
  });

  it('takes origins from the environment', async () => {
    const environment = { IMAGEGATE_CORS_ORIGINS: 'https://a.example, https://b.example' };
    expect(await findDeployment(optionsOf(), settings, environment)).toMatchObject({
      deployment: { corsOrigins: ['https://a.example', 'https://b.example'] },
    });
  });
});

describe('the place of AWS', () => {
  it('comes from the credentials of the machine', async () => {
    vi.stubEnv('AWS_REGION', 'cn-north-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    vi.stubEnv('AWS_ACCOUNT_ID', '444455556666');
    expect(await findDeployment(optionsOf('--aws'), settings, {})).toMatchObject({
      ok: true,
      deployment: { account: '444455556666', region: 'cn-north-1', partition: 'aws-cn' },
    });
  });

  it('asks for its account where the credentials do not name it', async () => {
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    vi.stubEnv('AWS_ACCOUNT_ID', undefined);
    expect(await findDeployment(optionsOf('--aws'), settings, {})).toEqual({
      ok: false,
      problem: expect.stringContaining('Give its 12 digits with --account'),
    });
    expect(await findDeployment(optionsOf('--aws'), settings, { IMAGEGATE_ACCOUNT: '444455556666' })).toMatchObject({ ok: true });
  });

  it('needs a Region', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_DEFAULT_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
    expect(await findDeployment(optionsOf('--aws'), settings, {})).toEqual({
      ok: false,
      problem: expect.stringContaining('AWS_REGION'),
    });
  });
});

describe('the environment of the functions', () => {
  const deployment = {
    account: '111122223333',
    region: 'eu-west-1',
    partition: 'aws',
    userArn: 'x',
    corsOrigins: ['https://a.example', 'https://b.example'],
  };

  it('holds none of the developer’s AWS settings beside the embedded Image Builder', () => {
    const environment = { HOME: '/h', AWS_PROFILE: 'prod', AWS_SESSION_TOKEN: 's', AWS_USE_FIPS_ENDPOINT: 'true' };
    setEnvironment(environment, { deployment, organisationFile: '/o.json', endpoint: 'http://127.0.0.1:4566', quiet: false });
    expect(environment).toEqual({
      HOME: '/h',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      IMAGEGATE_ACCOUNT: '111122223333',
      IMAGEGATE_PARTITION: 'aws',
      IMAGEGATE_CORS_ORIGINS: 'https://a.example,https://b.example',
      IMAGEGATE_ORGANISATION: '/o.json',
      IMAGEGATE_VERSION: ownVersion(),
      IMAGEGATE_IMAGE_BUILDER_ENDPOINT: 'http://127.0.0.1:4566',
      POWERTOOLS_SERVICE_NAME: 'imagegate',
    });
  });

  it('keeps them with AWS, and no address of an embedded one', () => {
    const environment: NodeJS.ProcessEnv = { AWS_PROFILE: 'prod', IMAGEGATE_IMAGE_BUILDER_ENDPOINT: 'http://127.0.0.1:1' };
    setEnvironment(environment, { deployment, organisationFile: '/o.json', endpoint: undefined, quiet: true });
    expect(environment).toMatchObject({ AWS_PROFILE: 'prod', AWS_REGION: 'eu-west-1', POWERTOOLS_LOG_LEVEL: 'SILENT' });
    expect(environment['IMAGEGATE_IMAGE_BUILDER_ENDPOINT']).toBeUndefined();
  });
});
