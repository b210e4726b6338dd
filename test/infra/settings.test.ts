import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStackSettings, readSettings } from '../../infra/settings/settings.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cdkJson = new URL('../../cdk.json', import.meta.url).pathname;

function problems(given: unknown): readonly string[] {
  const parsed = parseStackSettings(given);
  return parsed.ok ? [] : parsed.problems;
}

describe('the settings', () => {
  it('of cdk.json are all there and are the defaults', () => {
    const fromFile = readSettings(cdkJson);
    expect(fromFile).toMatchObject({ ok: true });
    expect(fromFile).toEqual(parseStackSettings({}));
  });

  it.each([[undefined], [null], [{}]])('%j means the defaults', (given) => {
    expect(parseStackSettings(given)).toMatchObject({ ok: true, settings: { endpoint: 'regional', stackName: 'imagegate' } });
  });

  it('may say with null that there is nothing', () => {
    const nothing = {
      account: null,
      region: null,
      organisationId: null,
      reservedConcurrency: null,
      alarmTopic: null,
      alarmEmail: null,
    };
    expect(parseStackSettings(nothing)).toMatchObject({ ok: true, settings: nothing });
  });

  it.each([
    [{ stackName: 'my gate' }, 'imagegate.stackName', '"my gate"'],
    [{ stackName: '' }, 'imagegate.stackName', '""'],
    [{ account: 111122223333 }, 'imagegate.account', '111122223333'],
    [{ account: '1111' }, 'imagegate.account', '"1111"'],
    [{ region: 'Ireland' }, 'imagegate.region', '"Ireland"'],
    [{ endpoint: 'public' }, 'imagegate.endpoint', '"public"'],
    [{ endpoint: 'private' }, 'imagegate.vpcEndpoints', '[]'],
    [{ endpoint: 'private', vpcEndpoints: ['vpc-12345678'] }, 'imagegate.vpcEndpoints.0', '"vpc-12345678"'],
    [{ endpoint: 'private', vpcEndpoints: 'vpce-12345678' }, 'imagegate.vpcEndpoints', '"vpce-12345678"'],
    [{ vpcEndpoints: ['vpce-12345678'] }, 'imagegate.vpcEndpoints', '["vpce-12345678"]'],
    [
      { endpoint: 'private', vpcEndpoints: ['vpce-12345678'], addressRanges: ['10.0.0.0/8'] },
      'imagegate.addressRanges',
      '["10.0.0.0/8"]',
    ],
    [{ addressRanges: ['10.0.0.0/33'] }, 'imagegate.addressRanges.0', '"10.0.0.0/33"'],
    [{ addressRanges: ['10.0.0/8'] }, 'imagegate.addressRanges.0', '"10.0.0/8"'],
    [{ addressRanges: ['::1/129'] }, 'imagegate.addressRanges.0', '"::1/129"'],
    [{ addressRanges: ['10.0.0.0/8/8'] }, 'imagegate.addressRanges.0', '"10.0.0.0/8/8"'],
    [{ organisationId: 'r-1234' }, 'imagegate.organisationId', '"r-1234"'],
    [{ auth: 'oidc' }, 'imagegate.auth', '"oidc"'],
    [{ auth: 'jwt', organisationId: 'o-a1b2c3d4e5' }, 'imagegate.organisationId', '"o-a1b2c3d4e5"'],
    [{ corsOrigins: ['*'] }, 'imagegate.corsOrigins.0', '"*"'],
    [{ corsOrigins: ['https://*.example.com'] }, 'imagegate.corsOrigins.0', '"https://*.example.com"'],
    [{ corsOrigins: ['https://a.example', 'https://b.example/'] }, 'imagegate.corsOrigins.1', '"https://b.example/"'],
    [{ corsOrigins: ['https://a.example:443'] }, 'imagegate.corsOrigins.0', '"https://a.example:443"'],
    [{ corsOrigins: ["https://a'b"] }, 'imagegate.corsOrigins.0', `"https://a'b"`],
    [{ corsOrigins: ['null'] }, 'imagegate.corsOrigins.0', '"null"'],
    [{ executionRoles: ['*'] }, 'imagegate.executionRoles.0', '"*"'],
    [{ executionRoles: ['?*'] }, 'imagegate.executionRoles.0', '"?*"'],
    [{ executionRoles: ['/builder'] }, 'imagegate.executionRoles.0', '"/builder"'],
    [
      { executionRoles: ['arn:aws:iam::111122223333:role/builder'] },
      'imagegate.executionRoles.0',
      '"arn:aws:iam::111122223333:role/builder"',
    ],
    [{ architecture: 'arm' }, 'imagegate.architecture', '"arm"'],
    [{ codeCache: 'yes' }, 'imagegate.codeCache', '"yes"'],
    [{ memoryMegabytes: 64 }, 'imagegate.memoryMegabytes', '64'],
    [{ memoryMegabytes: 512.5 }, 'imagegate.memoryMegabytes', '512.5'],
    [{ memoryMegabytes: '1024' }, 'imagegate.memoryMegabytes', '"1024"'],
    [{ throttling: 20 }, 'imagegate.throttling', '20'],
    [{ throttling: { burst: 0 } }, 'imagegate.throttling.burst', '0'],
    [{ throttling: { callerShare: 0 } }, 'imagegate.throttling.callerShare', '0'],
    [{ throttling: { writeShare: 101 } }, 'imagegate.throttling.writeShare', '101'],
    [{ reservedConcurrency: 0 }, 'imagegate.reservedConcurrency', '0'],
    [{ reservedConcurrency: '10' }, 'imagegate.reservedConcurrency', '"10"'],
    [{ logLevel: 'info' }, 'imagegate.logLevel', '"info"'],
    [{ logRetentionDays: 31 }, 'imagegate.logRetentionDays', '31'],
    [{ tracing: 'off' }, 'imagegate.tracing', '"off"'],
    [{ alarmTopic: 'pager' }, 'imagegate.alarmTopic', '"pager"'],
    [{ alarmEmail: 'me' }, 'imagegate.alarmEmail', '"me"'],
    [{ local: { developer: 'me' } }, 'imagegate.local.developer', '"me"'],
    [{ stackName: 'x'.repeat(500) }, 'imagegate.stackName', `"${'x'.repeat(79)}…`],
    ['regional', 'imagegate', '"regional"'],
  ])('%j is refused with the name, what is allowed, and what was there', (given, name, value) => {
    const [problem = '', ...more] = problems(given);
    expect(more).toEqual([]);
    expect(problem).toMatch(/ must be \S.*; it is /);
    expect(problem.startsWith(`${name} must be `)).toBe(true);
    expect(problem.endsWith(`; it is ${value}.`)).toBe(true);
  });

  it.each([
    [{ endpoint: 'private', vpcEndpoints: ['vpce-0a1b2c3d4e5f60718'] }],
    [{ addressRanges: ['203.0.113.7', '203.0.113.0/24', '2001:db8::/32'] }],
    [{ corsOrigins: ['https://portal.example.com', 'http://localhost:5173', 'http://[::1]:8080'] }],
    [{ executionRoles: ['imagebuilder/*', 'ci-image-?', 'service-role/Builder@1'] }],
    [{ executionRoles: [] }],
    [{ alarmTopic: 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:pager', region: 'us-gov-west-1' }],
    [{ local: { developer: 'arn:aws:iam::111122223333:user/team/me' } }],
  ])('%j is accepted', (given) => {
    expect(problems(given)).toEqual([]);
  });

  it.each([
    [{ endpont: 'private' }, 'imagegate.endpont is not a setting; did you mean endpoint?'],
    [{ cors_origins: [] }, 'imagegate.cors_origins is not a setting; did you mean corsOrigins?'],
    [{ throttling: { burts: 1 } }, 'imagegate.throttling.burts is not a setting; did you mean burst?'],
    [
      { local: { wildlyDifferent: 1 } },
      'imagegate.local.wildlyDifferent is not a setting; the settings here are developer, account, region.',
    ],
    [JSON.parse('{"__proto__": {"endpoint": "private"}}'), expect.stringMatching(/^imagegate\.__proto__ is not a setting; /)],
    [{ constructor: 1 }, expect.stringMatching(/^imagegate\.constructor is not a setting; /)],
  ])('%j is refused, because a misspelt setting would be a default in disguise', (given, problem) => {
    expect(problems(given)).toEqual([problem]);
  });

  it('are checked all at once', () => {
    const given = {
      colour: 'red',
      endpoint: 'private',
      memoryMegabytes: 1,
      throttling: { burst: -1, rate: 2 },
      corsOrigins: ['*', 'x'],
    };
    expect(problems(given).map((problem) => problem.split(' ')[0])).toEqual([
      'imagegate.colour',
      'imagegate.throttling.rate',
      'imagegate.corsOrigins.0',
      'imagegate.corsOrigins.1',
      'imagegate.memoryMegabytes',
      'imagegate.throttling.burst',
      'imagegate.vpcEndpoints',
    ]);
  });
});

describe('the file of the settings', () => {
  const fileWith = (text: string) => {
    const file = join(temporaryFolder(), 'cdk.json');
    writeFileSync(file, text);
    return file;
  };

  it.each([
    ['{"context": {"imagegate": {"endpoint": 7}}}', /^imagegate\.endpoint must be/],
    ['{\n  "context": ,\n}', /cdk\.json:2:14: not JSON: "," stands where a value is expected\.$/],
    ['', /cdk\.json:1:1: not JSON: /],
    ['7', /cdk\.json: the file and its member context must be objects/],
    ['{"context": 7}', /cdk\.json: the file and its member context must be objects/],
  ])('with %s is refused in a sentence', (text, problem) => {
    expect(readSettings(fileWith(text))).toEqual({ ok: false, problems: [expect.stringMatching(problem)] });
  });

  it.each([['{}'], ['{"context": {}}']])('with %s means the defaults', (text) => {
    expect(readSettings(fileWith(text))).toEqual(parseStackSettings({}));
  });

  it('that is not there is named', () => {
    expect(readSettings('/nowhere/cdk.json')).toEqual({ ok: false, problems: ['/nowhere/cdk.json: there is no such file.'] });
  });
});
