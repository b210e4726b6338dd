import { describe, expect, it } from 'vitest';
import { type Definition, parseDefinition } from '../../../lib/pipeline/definition/definition.ts';
import { completeDefinition } from '../../../lib/pipeline/judging/complete.ts';
import type { PipelineRecord } from '../../../lib/pipeline/stored/image-builder.ts';
import { definitionOf, recordOf } from '../../../lib/pipeline/stored/record.ts';
import { bodyOf, publishedDefinitions } from '../../fixtures/definitions/index.ts';
import { full, minimal } from './sound.ts';

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';

describe('a pipeline in request shape', () => {
  it('has none of what Image Builder alone sets', () => {
    const record: PipelineRecord = {
      ...full,
      arn,
      platform: 'Linux',
      dateCreated: '2026-01-09T10:12:00.000Z',
      dateUpdated: '2026-01-09T10:12:00.000Z',
      dateLastRun: '2026-01-09T10:12:00.000Z',
      dateNextRun: '2026-01-09T10:12:00.000Z',
      lastRunStatus: 'FAILED',
      consecutiveFailures: 2,
    };
    expect(definitionOf(record)).toEqual(full);
  });

  it('has no tags of AWS, no empty maps and no empty texts', () => {
    const record: PipelineRecord = {
      ...minimal,
      arn,
      description: '',
      executionRole: '',
      tags: { 'aws:cloudformation:stack-name': 'web' },
      imageTags: {},
      workflows: [],
      loggingConfiguration: { imageLogGroupName: '' },
      imageScanningConfiguration: { ecrConfiguration: { repositoryName: '', containerTags: [] } },
      schedule: { scheduleExpression: 'rate(1 day)', timezone: '' },
    };
    expect(definitionOf(record)).toEqual({ ...minimal, schedule: { scheduleExpression: 'rate(1 day)' } });
  });

  it('keeps an empty tag, which is a value', () => {
    expect(definitionOf({ ...minimal, arn, tags: { team: '' } }).tags).toEqual({ team: '' });
  });

  it('keeps an enum value that nobody knows, so that it is refused in words and not changed silently', () => {
    const definition = definitionOf({ ...minimal, arn, status: 'PAUSED' });
    expect(definition.status).toBe('PAUSED');
    expect(parseDefinition(definition)).toMatchObject({ ok: false, problems: [{ pointer: '/status', code: 'unknown-value' }] });
  });
});

describe('the record of a definition that was just written', () => {
  const sound = publishedDefinitions.filter((published) => published.corrected === undefined);
  const cases: [string, object][] = sound.map((published) => [published.file, bodyOf(published)]);

  it.each([['minimal', minimal], ['full', full], ...cases])('gives back the definition with its defaults: %s', (_, body) => {
    const definition = structuredClone(body) as Definition;
    const again = definitionOf(recordOf(definition, arn));
    expect(again).toEqual(completeDefinition(definition).resulting);
    expect(parseDefinition(again)).toEqual({ ok: true, definition: again });
  });

  it('has the ARN, always tags, and none of the times', () => {
    expect(recordOf(structuredClone(minimal) as Definition, arn)).toMatchObject({ arn, name: 'Web Base', tags: {} });
    expect(recordOf(structuredClone(minimal) as Definition, arn)).not.toHaveProperty('dateCreated');
  });
});
