import { describe, expect, it } from 'vitest';
import { judge } from '../../../../lib/policy/engine.ts';
import {
  context,
  definitionWith,
  findingsOf,
  now,
  patched,
  policyOf,
  subjectOf,
  verdictOf,
} from '../../../support/policy-subjects.ts';

const at = '/schedule/scheduleExpression';

function rule(parameters: Readonly<Record<string, unknown>>) {
  return { id: 'cadence', type: 'schedule', ...parameters };
}

function scheduled(scheduleExpression: string | undefined, timezone?: string, rest: object = {}): Record<string, unknown> {
  return definitionWith({
    schedule: { ...(scheduleExpression && { scheduleExpression }), ...(timezone && { timezone }), ...rest },
  });
}

function said(parameters: Readonly<Record<string, unknown>>, body: unknown): readonly (readonly [string, string, string])[] {
  return verdictOf([rule(parameters)], body).violations.map(({ code, pointer, message }) => [code, pointer, message]);
}

describe('the schedule rule', () => {
  it.each([
    ['cron(0 6 * * ? *)', undefined, []],
    ['cron(0 6 ? * mon *)', 'Europe/London', []],
    ['rate(1 day)', 'Europe/London', []],
    ['rate(24 hours)', undefined, []],
    ['rate(1440 minutes)', undefined, []],
    ['rate(23 hours)', undefined, ['runs are as little as 23h apart, at least 24h is demanded']],
    ['rate(1439 minutes)', undefined, ['runs are as little as 23h 59m apart, at least 24h is demanded']],
    ['rate(1 minute)', undefined, ['runs are as little as 1m apart, at least 24h is demanded']],
    ['cron(0 6,18 * * ? *)', undefined, ['runs are as little as 12h apart, at least 24h is demanded']],
    ['cron(0 6 * * ? *)', 'Europe/London', ['runs are as little as 23h apart when the clocks change, at least 24h is demanded']],
    ['cron(0 6 * * ? *)', 'Asia/Kolkata', []],
    ['cron(* * 29 2 ? *)', undefined, ['runs are as little as 1m apart, at least 24h is demanded']],
    ['cron(0 0,23 ? * sun,mon *)', undefined, ['runs are as little as 1h apart, at least 24h is demanded']],
    ['cron(30 23 L * ? *)', undefined, []],
    ['cron(0 0 1 1 ? 2020)', undefined, []],
    ['cron(59 23 31 12 ? 2026-2027)', 'Pacific/Auckland', []],
  ])('demands a smallest gap of %s in %s', (expression, timezone, expected) => {
    expect(said({ minimumGap: '24h' }, scheduled(expression, timezone))).toEqual(
      expected.map((message) => ['gap-too-small', at, message]),
    );
  });

  it.each([
    ['cron(0 6 ? * mon *)', 'Europe/London', []],
    ['cron(0 6 1 * ? *)', 'Europe/London', []],
    ['cron(0 6 L * ? *)', undefined, []],
    ['cron(0 6 ? * mon#5 *)', undefined, [['gap-too-large', 'runs are as much as 119d apart, at most 35d is allowed']]],
    ['cron(0 6 1 1,7 ? *)', undefined, [['gap-too-large', 'runs are as much as 184d apart, at most 35d is allowed']]],
    ['rate(36 days)', undefined, [['gap-too-large', 'runs are as much as 36d apart, at most 35d is allowed']]],
    ['rate(999999999 days)', undefined, [['gap-too-large', 'runs are as much as 999999999d apart, at most 35d is allowed']]],
    ['cron(0 6 ? * mon 2026)', undefined, [['ends', 'the schedule ends with the year 2026, a run is demanded every 35d']]],
    ['cron(0 6 ? * mon 2026-2052)', undefined, [['ends', 'the schedule ends with the year 2052, a run is demanded every 35d']]],
    ['cron(0 6 ? * mon 2026-2199)', undefined, []],
    ['cron(0 6 ? * mon 2020)', undefined, [['never-runs', 'the schedule has no run left, one is demanded every 35d']]],
    ['cron(0 6 1 1 ? 2027)', undefined, [['gap-too-large', 'the first run is 40d 18h away, at most 35d is allowed']]],
    ['cron(0 6 ? * mon 2150-2199)', undefined, [['gap-too-large', 'the first run is 44969d 18h away, at most 35d is allowed']]],
  ])('demands a largest gap of %s in %s', (expression, timezone, expected) => {
    expect(said({ maximumGap: '35d' }, scheduled(expression, timezone))).toEqual(
      expected.map(([code, message]) => [code, at, message]),
    );
  });

  it('counts the hour that a clock change adds, and the run that it takes away', () => {
    expect(said({ maximumGap: '7d' }, scheduled('cron(0 6 ? * mon *)', 'Europe/London'))).toEqual([
      ['gap-too-large', at, 'runs are as much as 7d 1h apart when the clocks change, at most 7d is allowed'],
    ]);
    // At half past two on the last Sunday in March there is no half past two.
    expect(said({ maximumGap: '36h' }, scheduled('cron(30 1 * * ? *)', 'Europe/London'))).toEqual([
      ['gap-too-large', at, 'runs are as much as 1d 23h apart when the clocks change, at most 36h is allowed'],
    ]);
  });

  it('judges a disabled pipeline like any other, since it can be enabled later', () => {
    const body = { ...scheduled('rate(1 hour)'), status: 'DISABLED' };
    expect(findingsOf(verdictOf([rule({ minimumGap: '24h' })], body))).toEqual([['gap-too-small', at]]);
  });

  it.each([
    [['22:00-06:00'], 'cron(30 22,23,0,5 * * ? *)', []],
    [
      ['22:00-06:00'],
      'cron(0 6 * * ? *)',
      [['outside-hours', 'the schedule would run on Sunday 2026-11-22 06:00 Europe/Berlin, runs must start within 22:00-06:00']],
    ],
    [
      ['22:00-06:00'],
      'cron(59 21 * * ? *)',
      [
        [
          'outside-hours',
          'the schedule would run on Saturday 2026-11-21 21:59 Europe/Berlin, runs must start within 22:00-06:00',
        ],
      ],
    ],
    [['00:00-24:00'], 'cron(* * * * ? *)', []],
    [['01:00-02:00', '12:00-13:00'], 'cron(15 1,12 * * ? *)', []],
    [
      ['01:00-02:00', '12:00-13:00'],
      'cron(0 */12 * * ? *)',
      [
        [
          'outside-hours',
          'the schedule would run on Sunday 2026-11-22 00:00 Europe/Berlin, runs must start within 01:00-02:00 or 12:00-13:00',
        ],
      ],
    ],
    [
      ['01:00-02:00'],
      'rate(1 day)',
      [['no-fixed-hours', 'a rate counts from when it began and has no fixed time of day, runs must start within 01:00-02:00']],
    ],
  ])('allows hours %j for %s', (hours, expression, expected) => {
    expect(said({ hours, timezones: ['*'] }, scheduled(expression, 'Europe/Berlin'))).toEqual(
      expected.map(([code, message]) => [code, at, message]),
    );
  });

  it.each([
    [['Etc/UTC'], undefined, true],
    [['Etc/UTC'], 'UTC', true],
    [['UTC'], 'Etc/UCT', true],
    [['Europe/*'], undefined, false],
    [['Europe/*'], 'Europe/Paris', true],
    [['Europe/*'], 'Eire', true],
    [['Europe/London'], 'Europe/Belfast', true],
    [['Europe/London'], 'Europe/Paris', false],
    [['Etc/UTC', 'America/*'], 'Asia/Tokyo', false],
  ])('with the timezones %j takes %s: %s', (timezones, timezone, allowed) => {
    const verdict = verdictOf([rule({ timezones })], scheduled('cron(0 6 * * ? *)', timezone));
    expect(findingsOf(verdict)).toEqual(allowed ? [] : [['timezone-not-allowed', '/schedule/timezone']]);
  });

  it('sets the only timezone there is, and the start condition', () => {
    const parameters = { timezones: ['Etc/UTC'], startCondition: 'always' };
    const body = scheduled('cron(0 6 * * ? *)', 'Asia/Tokyo');
    const { violations, fix } = verdictOf([rule(parameters)], body);
    expect(violations.map(({ code, origin }) => [code, origin])).toEqual([
      ['wrong-start-condition', 'aws-default'],
      ['timezone-not-allowed', 'request'],
    ]);
    expect(fix).toMatchObject({ verified: true });
    expect(verdictOf([rule(parameters)], patched(body, fix?.patch ?? [])).decision).toBe('allow');
  });

  it('takes the start condition of the service for what it is', () => {
    expect(said({ startCondition: 'dependency-updates' }, scheduled('rate(1 day)'))).toEqual([]);
    expect(
      said(
        { startCondition: 'dependency-updates' },
        scheduled('rate(1 day)', undefined, { pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY' }),
      ),
    ).toEqual([
      [
        'wrong-start-condition',
        '/schedule/pipelineExecutionStartCondition',
        'pipelineExecutionStartCondition is "EXPRESSION_MATCH_ONLY", it must be EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
      ],
    ]);
  });

  it.each([[undefined], [{ timezone: 'Etc/UTC' }]])('demands an expression only where it is required: %j', (schedule) => {
    const body = definitionWith({ schedule });
    expect(verdictOf([rule({ minimumGap: '24h', timezones: ['Europe/*'] })], body).outcomes).toEqual([
      { rule: 'cadence', outcome: 'skip', reason: 'the pipeline has no schedule expression' },
    ]);
    const verdict = verdictOf([rule({ required: true })], body);
    expect(findingsOf(verdict)).toEqual([['missing', at]]);
    expect(verdict.fix).toEqual({ patch: [], verified: false, needsInput: [at] });
  });

  it('removes a schedule that is forbidden', () => {
    const body = scheduled('rate(1 day)');
    const { violations, fix } = verdictOf([rule({ forbidden: true })], body);
    expect(violations.map(({ code, pointer }) => [code, pointer])).toEqual([['forbidden', '/schedule']]);
    expect(fix).toEqual({ patch: [{ op: 'remove', path: '/schedule' }], verified: true, needsInput: [] });
  });

  it.each([[undefined], [{ timezone: 'Etc/UTC' }]])('passes a pipeline that has none where none may be: %j', (schedule) => {
    const { outcomes } = verdictOf([rule({ forbidden: true })], definitionWith({ schedule }));
    expect(outcomes).toEqual([{ rule: 'cadence', outcome: 'pass' }]);
  });

  it('refuses what it cannot understand, as pipelines from before have it', () => {
    const old = (scheduleExpression: string, timezone: string) => {
      const subject = subjectOf(scheduled('rate(1 day)'));
      const definition = { ...subject.definition, schedule: { scheduleExpression, timezone } };
      return findingsOf(judge(policyOf([rule({ minimumGap: '24h' })]), { ...subject, definition }, context, now));
    };
    expect(old('cron(0 0 * * *)', 'UTC')).toEqual([['unreadable', at]]);
    expect(old('cron(0 0 * * ? *)', 'Mars/Olympus')).toEqual([['unreadable', at]]);
    expect(old('', 'UTC')).toEqual([['unreadable', at]]);
  });
});
