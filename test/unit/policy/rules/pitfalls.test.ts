import { describe, expect, it } from 'vitest';
import { definitionWith, findingsOf, patched, verdictOf } from '../../../support/policy-subjects.ts';

const workflow = (stage: string, settings: object = {}) => ({
  workflowArn: `arn:aws:imagebuilder:eu-west-1:111122223333:workflow/${stage}/x/1.0.0`,
  ...settings,
});
const sound = { executionRole: 'image-builder' };
const containerRecipeArn = 'arn:aws:imagebuilder:eu-west-1:111122223333:container-recipe/web/1.4.0';
const scanning = { imageScanningEnabled: true };
const ecr = { ...scanning, ecrConfiguration: { repositoryName: 'scans' } };
const serviceRole = 'arn:aws:iam::111122223333:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder';

const cases: readonly [members: Record<string, unknown>, code: string | undefined, pointer?: string][] = [
  [{}, undefined],
  [{ schedule: { timezone: 'Etc/UTC' } }, 'schedule-without-expression', '/schedule/scheduleExpression'],
  [{ schedule: undefined }, undefined],
  // Image Builder puts them on images of scheduled runs only; a run that is started here bears them all the same.
  [{ schedule: undefined, imageTags: { a: 'b' } }, undefined],
  [{ imageTestsConfiguration: { timeoutMinutes: 90 } }, 'timeout-ignored', '/imageTestsConfiguration/timeoutMinutes'],
  [{ imageTestsConfiguration: { timeoutMinutes: 720 } }, undefined],
  [
    { imageScanningConfiguration: scanning, imageTestsConfiguration: { imageTestsEnabled: false } },
    'scanning-without-tests',
    '/imageTestsConfiguration/imageTestsEnabled',
  ],
  [{ imageTestsConfiguration: { imageTestsEnabled: false } }, undefined],
  [{ imageScanningConfiguration: scanning }, undefined],
  [{ imageScanningConfiguration: ecr }, 'ecr-configuration-ignored', '/imageScanningConfiguration/ecrConfiguration'],
  [{ imageScanningConfiguration: ecr, imageRecipeArn: undefined, containerRecipeArn }, undefined],
  [{ workflows: [workflow('test', { onFailure: 'CONTINUE', parallelGroup: 'a' })] }, undefined],
  [
    { workflows: [workflow('test'), workflow('build', { onFailure: 'ABORT' })] },
    'workflow-setting-ignored',
    '/workflows/1/onFailure',
  ],
  [{ workflows: [workflow('distribution', { parallelGroup: 'a' })] }, 'workflow-setting-ignored', '/workflows/0/parallelGroup'],
  [
    { workflows: [workflow('test')], executionRole: undefined, loggingConfiguration: undefined },
    'workflows-without-role',
    '/executionRole',
  ],
  [{ executionRole: undefined, loggingConfiguration: undefined }, undefined],
  [
    { executionRole: undefined, loggingConfiguration: { imageLogGroupName: '/imagebuilder/web' } },
    'log-group-without-role',
    '/loggingConfiguration/imageLogGroupName',
  ],
  [
    { executionRole: undefined, loggingConfiguration: { pipelineLogGroupName: '/aws/imagebuilder' } },
    'log-group-without-role',
    '/loggingConfiguration/pipelineLogGroupName',
  ],
  [{ executionRole: undefined, loggingConfiguration: { imageLogGroupName: '/aws/imagebuilder/web' } }, undefined],
  [
    { executionRole: serviceRole, loggingConfiguration: { imageLogGroupName: '/imagebuilder/web' } },
    'log-group-without-role',
    '/loggingConfiguration/imageLogGroupName',
  ],
];

describe('the pitfalls rule', () => {
  it.each(cases)('%j: %s at %s', (members, code, pointer) => {
    const body = definitionWith({ ...sound, ...members });
    const verdict = verdictOf([{ id: 'p', type: 'pitfalls' }], body);
    expect(findingsOf(verdict)).toEqual(code === undefined ? [] : [[code, pointer]]);
    if (code === undefined) return;
    expect(verdictOf([{ id: 'p', type: 'pitfalls', except: [code] }], body).decision).toBe('allow');
    const patch = verdict.fix?.patch ?? [];
    if (patch.length > 0) expect(verdictOf([{ id: 'p', type: 'pitfalls' }], patched(body, patch)).decision).toBe('allow');
  });

  it('takes out what is ignored by a verified fix', () => {
    const body = definitionWith({
      ...sound,
      imageTestsConfiguration: { timeoutMinutes: 90, imageTestsEnabled: false },
      imageScanningConfiguration: ecr,
      workflows: [workflow('build', { onFailure: 'ABORT', parallelGroup: 'a' }), workflow('test', { onFailure: 'ABORT' })],
    });
    const { fix, violations } = verdictOf([{ id: 'p', type: 'pitfalls' }], body);
    expect(violations).toHaveLength(5);
    expect(fix).toMatchObject({ verified: true, needsInput: [] });
    expect(patched(body, fix?.patch ?? [])).toMatchObject({
      imageTestsConfiguration: { imageTestsEnabled: true },
      imageScanningConfiguration: { imageScanningEnabled: true },
      workflows: [workflow('build'), workflow('test', { onFailure: 'ABORT' })],
    });
  });
});
