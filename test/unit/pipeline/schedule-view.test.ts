import { describe, expect, it } from 'vitest';
import { type Scheduled, scheduleView, upcomingRuns } from '../../../lib/pipeline/view/schedule-view.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { minimal } from './sound.ts';

const every = (scheduleExpression: string): Scheduled => ({ schedule: { scheduleExpression } });
const at = (time: string) => new Date(`2026-11-22T${time}Z`);
const on = (...times: string[]) => times.map((time) => `2026-11-22T${time}Z`);

describe('the next runs of a rate', () => {
  it.each<[string, Partial<Scheduled>, string[]]>([
    ['are counted from the run that is announced', { dateNextRun: '2026-11-22T12:20:00Z' }, ['12:20:00', '13:20:00', '14:20:00']],
    ['also from one that is past', { dateNextRun: '2026-11-22T09:20:00Z' }, ['12:20:00', '13:20:00', '14:20:00']],
    [
      'also from one that is more than an interval away',
      { dateNextRun: '2026-11-22T15:10:00Z' },
      ['15:10:00', '16:10:00', '17:10:00'],
    ],
    [
      'before they are counted from the last change',
      { dateNextRun: '2026-11-22T12:20:00Z', dateUpdated: '2026-11-22T11:45:00Z' },
      ['12:20:00', '13:20:00', '14:20:00'],
    ],
    [
      'and from that where none is announced',
      { dateUpdated: '2026-11-22T11:45:00Z', dateCreated: '2026-11-01T00:10:00Z' },
      ['12:45:00', '13:45:00', '14:45:00'],
    ],
    [
      'from the creation where there was no change',
      { dateCreated: '2026-11-01T00:10:00Z' },
      ['12:10:00', '13:10:00', '14:10:00'],
    ],
    ['from now where nothing is known', {}, ['13:00:00', '14:00:00', '15:00:00']],
    ['also for a time of another form', { dateNextRun: 'tomorrow' }, ['13:00:00', '14:00:00', '15:00:00']],
  ])('%s', (_, dates, runs) => {
    expect(upcomingRuns({ ...every('rate(1 hour)'), ...dates }, at('12:00:00'))).toEqual(on(...runs));
  });

  it('do not move while the clock does', () => {
    const pipeline = { ...every('rate(1 hour)'), dateUpdated: '2026-11-22T11:45:00Z' };
    const seen = ['12:00:00', '12:17:31', '12:44:59'].map((time) => upcomingRuns(pipeline, at(time)));
    expect(new Set(seen.map(String)).size).toBe(1);
    expect(upcomingRuns(pipeline, at('12:45:00'))[0]).toBe('2026-11-22T13:45:00Z');
  });
});

describe('the next runs of a cron expression', () => {
  it('are what it says, whatever was announced', () => {
    const pipeline = { ...every('cron(0 6 ? * mon *)'), dateNextRun: '2026-11-22T12:20:00Z' };
    expect(upcomingRuns(pipeline, at('12:00:00'))[0]).toBe('2026-11-23T06:00:00Z');
  });
});

describe('a pipeline that is disabled', () => {
  it('has no next runs in its view', () => {
    const record = { arn: 'a', name: 'n', status: 'DISABLED', ...every('rate(1 hour)') };
    expect(scheduleView(record, at('12:00:00'))?.nextRuns).toEqual([]);
  });
});

describe('the next runs in an evaluation', () => {
  const name = 'web-base';
  const hourly = { ...minimal, schedule: { scheduleExpression: 'rate(1 hour)' } };
  const runsOf = async (api: ReturnType<typeof pipelineApi>, body: object) => (await api.evaluate(body)).json.nextRuns;

  async function holding() {
    const api = pipelineApi();
    await api.create(hourly);
    const record = api.imageBuilder.pipelines.get(name);
    if (record !== undefined) api.imageBuilder.pipelines.set(name, { ...record, dateNextRun: '2026-11-22T12:20:00Z' });
    return api;
  }

  it('of a creation begin with it', async () => {
    expect(await runsOf(pipelineApi(), { definition: hourly })).toEqual(on('13:00:00', '14:00:00', '15:00:00'));
  });

  it('of a change are those that the view shows, where the schedule stays', async () => {
    const api = await holding();
    const { nextRuns } = (await api.get(name)).json.schedule;
    expect(nextRuns).toEqual(on('12:20:00', '13:20:00', '14:20:00'));
    expect(await runsOf(api, { operation: 'patch', name, definition: { description: 'Other' } })).toEqual(nextRuns);
    expect(await runsOf(api, { operation: 'replace', name, definition: hourly })).toEqual(nextRuns);
  });

  it('of another schedule begin with the change', async () => {
    const definition = { schedule: { scheduleExpression: 'rate(2 hours)' } };
    const runs = await runsOf(await holding(), { operation: 'patch', name, definition });
    expect(runs).toEqual(on('14:00:00', '16:00:00', '18:00:00'));
  });

  it('of a pipeline that would be disabled are none', async () => {
    expect(await runsOf(pipelineApi(), { definition: { ...hourly, status: 'DISABLED' } })).toEqual([]);
    expect(await runsOf(await holding(), { operation: 'patch', name, definition: { status: 'DISABLED' } })).toEqual([]);
  });
});
