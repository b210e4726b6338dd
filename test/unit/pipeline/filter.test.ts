import { describe, expect, it } from 'vitest';
import { onlyName, type PipelineFilter, passes } from '../../../lib/pipeline/listing/filter.ts';
import type { PipelineRecord } from '../../../lib/pipeline/stored/image-builder.ts';
import { testTeams } from '../../support/teams.ts';

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
const teams = testTeams({ web: [] });
const webBase: PipelineRecord = { arn, name: 'Web Base', status: 'DISABLED', tags: { team: 'web' } };

describe('the filter by name', () => {
  it.each(['web*', '*BASE', 'Web Base', 'web_base', 'WEB-BASE', 'web?base', '*b*a*', '*', 'web-bas?'])(
    '%s finds Web Base',
    (name) => {
      expect(passes(webBase, { name }, teams)).toBe(true);
    },
  );

  it.each(['web', 'base', 'webbase', 'web-base?', '?', 'we.*', 'web*x'])('%s does not', (name) => {
    expect(passes(webBase, { name }, teams)).toBe(false);
  });

  it.each([
    ['Web Base', 'web-base'],
    ['web_base', 'web-base'],
    ['web*', undefined],
    ['we?', undefined],
    [undefined, undefined],
  ])('%j admits no name but %j', (name, only) => {
    expect(onlyName({ name })).toBe(only);
  });
});

describe('the filter by status', () => {
  it.each<[string | undefined, PipelineFilter['status'], boolean]>([
    ['ENABLED', 'enabled', true],
    ['DISABLED', 'disabled', true],
    ['ENABLED', 'disabled', false],
    [undefined, 'enabled', true],
    [undefined, 'disabled', false],
    ['PAUSED', 'enabled', false],
    ['PAUSED', 'disabled', false],
    ['PAUSED', undefined, true],
  ])('takes %j for %j: %j', (status, wanted, expected) => {
    expect(passes({ ...webBase, status }, { status: wanted }, teams)).toBe(expected);
  });
});

describe('the filter by team', () => {
  it.each<[PipelineRecord['tags'], string, boolean]>([
    [{ team: 'web' }, 'web', true],
    [{ team: 'web' }, 'Web', false],
    [{ Team: 'web' }, 'web', false],
    [{ team: 'web*' }, 'web', false],
    [{ team: 'web' }, 'w*', false],
    [{}, 'web', false],
    [undefined, 'undefined', false],
  ])('of the tags %j takes %j: %j', (tags, team, expected) => {
    expect(passes({ ...webBase, tags }, { team }, teams)).toBe(expected);
  });

  it('goes by the tag that the organisation names', () => {
    const record = { ...webBase, tags: { team: 'web', squad: 'payments' } };
    expect(passes(record, { team: 'payments' }, { ...teams, ownerTag: 'squad' })).toBe(true);
    expect(passes(record, { team: 'web' }, { ...teams, ownerTag: 'squad' })).toBe(false);
  });
});
