import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../lib/service/settings.ts';

const environment = { IMAGEGATE_ACCOUNT: '111122223333', AWS_REGION: 'eu-west-1', IMAGEGATE_ORGANISATION: 'organisation.json' };

describe('the settings of a function', () => {
  it('are what its environment says', () => {
    expect(
      parseSettings({
        ...environment,
        IMAGEGATE_PARTITION: 'aws-cn',
        IMAGEGATE_CORS_ORIGINS: 'https://a.example, https://b.example',
        IMAGEGATE_IMAGE_BUILDER_ENDPOINT: 'https://imagebuilder.cn-north-1.amazonaws.com.cn',
        IMAGEGATE_CALLER_RATE: '0.35/1',
        IMAGEGATE_CALLER_LANES: 'imagegate/32',
        IMAGEGATE_CODE_CACHE: 'used',
      }),
    ).toEqual({
      deployment: {
        account: '111122223333',
        region: 'eu-west-1',
        partition: 'aws-cn',
        endpoint: 'https://imagebuilder.cn-north-1.amazonaws.com.cn',
      },
      organisationFile: 'organisation.json',
      corsOrigins: ['https://a.example', 'https://b.example'],
      callerRate: { perSecond: 0.35, burst: 1 },
      callerLanes: { deployment: 'imagegate', count: 32 },
      codeCache: 'used',
    });
  });

  it('have defaults for what need not be said', () => {
    expect(parseSettings(environment)).toEqual({
      deployment: { account: '111122223333', region: 'eu-west-1', partition: 'aws' },
      organisationFile: 'organisation.json',
      corsOrigins: [],
    });
  });

  it.each([
    ['IMAGEGATE_ACCOUNT', '1234', 'has to be an AWS account id of 12 digits (it is "1234")'],
    ['AWS_REGION', 'Ireland', 'has to be an AWS Region such as eu-west-1 (it is "Ireland")'],
    ['IMAGEGATE_PARTITION', 'azure', 'has to be a partition such as aws (it is "azure")'],
    ['IMAGEGATE_CALLER_RATE', '0/5', 'has to be a rate such as 10/20 (it is "0/5")'],
    ['IMAGEGATE_CALLER_RATE', '5', 'has to be a rate such as 10/20 (it is "5")'],
    ['IMAGEGATE_CALLER_LANES', 'a/0', 'has to be a name and a number of lanes such as imagegate/32 (it is "a/0")'],
    ['IMAGEGATE_ORGANISATION', '', 'has to be the path of the compiled organisation (it is "")'],
  ])('refuse %s as %j in a sentence', (name, value, sentence) => {
    expect(() => parseSettings({ ...environment, [name]: value })).toThrow(`the settings are wrong:\n  ${name} ${sentence}`);
  });

  it.each(['localhost:8080', 'ftp://127.0.0.1', 'http://', 'imagebuilder.eu-west-1.amazonaws.com', ''])(
    'refuse %j for the address of Image Builder',
    (text) => {
      expect(() => parseSettings({ ...environment, IMAGEGATE_IMAGE_BUILDER_ENDPOINT: text })).toThrow(
        `IMAGEGATE_IMAGE_BUILDER_ENDPOINT has to be an http or https URL (it is ${JSON.stringify(text)})`,
      );
    },
  );

  it('name everything that is wrong at once', () => {
    expect(() => parseSettings({ AWS_REGION: 'x' })).toThrow(/IMAGEGATE_ACCOUNT.*AWS_REGION.*IMAGEGATE_ORGANISATION/s);
  });
});
