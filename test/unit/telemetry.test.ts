import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../lib/service/log.ts';
import { createAuthorizationLog, createTelemetry, type RequestRecord, type Start } from '../../lib/service/telemetry.ts';

const record: RequestRecord = {
  requestId: 'r',
  invocationId: 'i',
  operation: 'createPipeline',
  status: 201,
  policyDigest: 'sha256-x',
  micros: 10,
};

afterEach(() => vi.unstubAllEnvs());

/** What one request leaves in the log. */
function lineOf(more: Partial<RequestRecord>): Record<string, unknown> {
  const [line, ...others] = linesOf([more]);
  expect(others).toEqual([]);
  return line ?? {};
}

function linesOf(records: readonly Partial<RequestRecord>[], start: Start = { coldStart: true, node: 'v24.0.0' }) {
  const lines: Record<string, unknown>[] = [];
  const telemetry = createTelemetry(
    start,
    createLog('imagegate', (line) => lines.push(JSON.parse(line))),
  );
  for (const more of records) telemetry.record({ ...record, ...more });
  return lines;
}

describe('the record of a request', () => {
  it('counts every exception that was used, together and by its id', () => {
    const line = lineOf({ exceptionsUsed: ['EX-1', 'EX-2'], exceptionsUnused: ['EX-3'] });
    expect(line).toMatchObject({ exceptionsUsed: ['EX-1', 'EX-2'], exceptionsUnused: ['EX-3'] });
    expect(line).toMatchObject({ 'ExceptionsUsedBy.EX-1': 1, 'ExceptionsUsedBy.EX-2': 1 });
    expect([line['ExceptionsUsed']].flat().reduce((sum: number, count) => sum + Number(count), 0)).toBe(2);
    expect(Object.keys(line)).not.toContain('ExceptionsUsedBy.EX-3');
  });

  it('says nothing of exceptions where there are none', () => {
    expect(Object.keys(lineOf({})).filter((name) => /exception/i.test(name))).toEqual([]);
  });

  it('counts rules that broke, and is a warning', () => {
    const rulesFailed = ['change-record: reads description', 'freeze: divides by zero'];
    expect(lineOf({ rulesFailed })).toMatchObject({ level: 'WARN', rulesFailed, RuleErrors: 2 });
    expect(Object.keys(lineOf({}))).not.toContain('RuleErrors');
  });

  it('says on the first line of a process, and there only, how the process came up', () => {
    const lines = linesOf([{}, {}], { coldStart: true, node: 'v24.0.0', codeCache: 'used' });
    expect(lines[0]).toMatchObject({ coldStart: true, node: 'v24.0.0', codeCache: 'used' });
    expect(Object.keys(lines[1] ?? {})).not.toContain('coldStart');
    expect(Object.keys(lines[1] ?? {})).not.toContain('codeCache');
  });

  it.each([
    ['throttled', { UpstreamThrottled: 1 }],
    ['refused-us', { RightsRefused: 1 }],
    ['unavailable', {}],
  ])('counts a failure of Image Builder by its name, and for an alarm where it was %s', (upstreamErrorKind, figures) => {
    const line = lineOf({ status: 502, upstreamError: 'SomeException', upstreamErrorKind });
    expect(line).toMatchObject({ 'UpstreamErrors.SomeException': 1, ...figures });
    expect(Object.keys(line).filter((name) => /^(?:UpstreamThrottled|RightsRefused)$/.test(name))).toEqual(Object.keys(figures));
  });

  it('is a warning where Image Builder was called too often, so that WARN counts it too', () => {
    expect(lineOf({ status: 429, upstreamErrorKind: 'throttled' })).toMatchObject({ level: 'WARN' });
    expect(lineOf({ status: 429, problem: 'rate-limited' })).toMatchObject({ level: 'INFO' });
  });

  const effects = ['created', 'changed', 'unchanged', 'deleted', 'started', 'cancelled'] as const;

  it.each(['WARN', 'ERROR'])('of a successful write is kept where the level is %s, and that of a read is not', (level) => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', level);
    const lines = linesOf([{}, ...effects.map((effect) => ({ effect })), {}]);
    expect(lines.map(({ level: of, effect }) => [of, effect])).toEqual(effects.map((effect) => ['INFO', effect]));
  });

  it('is none where nothing is wanted', () => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    expect(linesOf([{ effect: 'changed' }])).toEqual([]);
  });
});

describe('the record of an authorization', () => {
  const ids = { requestId: 'r', invocationId: 'i' };

  it.each([
    ['failure', 1],
    ['unauthenticated', undefined],
    ['deny', undefined],
    ['allow', undefined],
  ] as const)('that ends in %s counts %j failures', (authorization, failures) => {
    const lines: Record<string, unknown>[] = [];
    const log = createLog('imagegate', (line) => lines.push(JSON.parse(line)));
    createAuthorizationLog(log, () => 7)({ ...ids, authorization, ...(failures === undefined ? {} : { error: new Error('x') }) });
    expect(lines[0]).toMatchObject({ service: 'imagegate', authorization });
    expect(lines[0]?.['AuthorizationFailures']).toBe(failures);
    const names = [{ Name: 'AuthorizationFailures', Unit: 'Count' }];
    const directive = { Namespace: 'Imagegate', Dimensions: [['service']], Metrics: names };
    expect(lines[0]?.['_aws']).toEqual(failures === undefined ? undefined : { Timestamp: 7, CloudWatchMetrics: [directive] });
  });
});
