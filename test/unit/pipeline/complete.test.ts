import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../lib/pipeline/definition/definition.ts';
import { completeDefinition } from '../../../lib/pipeline/judging/complete.ts';
import { full, minimal } from './sound.ts';

const defaults = {
  status: 'ENABLED',
  enhancedImageMetadataEnabled: true,
  imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
};

/** A copy of its own: a definition is mutable by type, and the examples are not. */
const definition = (members: object = {}): Definition => structuredClone({ ...minimal, ...members });

describe('the definition that is written', () => {
  it('has the defaults that Image Builder would store', () => {
    expect(completeDefinition(definition()).resulting).toEqual({ ...minimal, ...defaults });
  });

  it('keeps every value that was asked for', () => {
    expect(completeDefinition(definition(full)).resulting).toEqual(full);
  });

  it('has the other half of the tests where one is given', () => {
    const { resulting } = completeDefinition(definition({ imageTestsConfiguration: { imageTestsEnabled: false } }));
    expect(resulting.imageTestsConfiguration).toEqual({ imageTestsEnabled: false, timeoutMinutes: 720 });
  });

  it('has a start condition when it has a schedule, and nothing else that the service would not show', () => {
    const { resulting } = completeDefinition(definition({ schedule: { scheduleExpression: 'rate(1 day)' } }));
    expect(resulting.schedule).toEqual({
      scheduleExpression: 'rate(1 day)',
      pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
    });
    expect(resulting).not.toHaveProperty('loggingConfiguration');
  });
});

describe('a definition that is mended', () => {
  it('has the origins of what it leaves alone, and has asked for what is otherwise', () => {
    const sent = definition({ description: 'old', tags: { team: 'web', owner: 'x' } });
    const origins = (pointer: string) => (pointer === '/tags/team' ? 'request' : 'existing');
    const { subject } = completeDefinition(sent, origins);
    const mended = subject.revised({ ...sent, tags: { team: 'web', owner: 'y', stage: 'z' } });
    expect(
      ['/description', '/tags/team', '/tags/owner', '/tags/stage', '/name'].map((pointer) => [
        pointer,
        mended?.originOf(pointer),
      ]),
    ).toEqual([
      ['/description', 'existing'],
      ['/tags/team', 'request'],
      ['/tags/owner', 'request'],
      ['/tags/stage', 'request'],
      ['/name', 'existing'],
    ]);
  });
});

describe('the definition that is judged', () => {
  it('has the log groups that the service would write to', () => {
    expect(completeDefinition(definition()).subject.definition.loggingConfiguration).toEqual({
      imageLogGroupName: '/aws/imagebuilder/web',
      pipelineLogGroupName: '/aws/imagebuilder/pipeline/web-base',
    });
  });

  it('has the zone and the limit of failures of a schedule', () => {
    const { subject } = completeDefinition(definition({ schedule: { scheduleExpression: 'rate(1 day)' } }));
    expect(subject.definition.schedule).toMatchObject({ timezone: 'UTC', autoDisablePolicy: { failureCount: 5 } });
  });

  it('has no limit of failures without an expression, for only scheduled runs count', () => {
    expect(completeDefinition(definition({ schedule: {} })).subject.definition.schedule).not.toHaveProperty('autoDisablePolicy');
    expect(completeDefinition(definition()).subject.definition).not.toHaveProperty('schedule');
  });

  it.each([
    ['/status', 'aws-default'],
    ['/imageTestsConfiguration', 'aws-default'],
    ['/imageTestsConfiguration/timeoutMinutes', 'aws-default'],
    ['/schedule/timezone', 'aws-default'],
    ['/schedule/autoDisablePolicy/failureCount', 'aws-default'],
    ['/schedule/pipelineExecutionStartCondition', 'aws-default'],
    ['/schedule/scheduleExpression', 'request'],
    ['/schedule', 'request'],
    ['/loggingConfiguration', 'request'],
    ['/loggingConfiguration/imageLogGroupName', 'request'],
    ['/loggingConfiguration/pipelineLogGroupName', 'aws-default'],
    ['/name', 'request'],
    ['/tags/absent', 'request'],
    ['/statusquo', 'request'],
    ['', 'request'],
  ])('knows where %s comes from: %s', (pointer, origin) => {
    const { subject } = completeDefinition(
      definition({ schedule: { scheduleExpression: 'rate(1 day)' }, loggingConfiguration: { imageLogGroupName: '/a' } }),
    );
    expect(subject.originOf(pointer)).toBe(origin);
  });

  it('takes everything that was asked for as requested', () => {
    const { subject } = completeDefinition(definition(full));
    for (const pointer of [
      '/status',
      '/schedule/timezone',
      '/schedule/autoDisablePolicy',
      '/loggingConfiguration/imageLogGroupName',
    ]) {
      expect(subject.originOf(pointer)).toBe('request');
    }
    expect(subject.definition).toEqual(full);
  });
});
