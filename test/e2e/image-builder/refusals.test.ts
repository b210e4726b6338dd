import {
  CreateImagePipelineCommand as Create,
  ListImagePipelinesCommand as List,
  UpdateImagePipelineCommand as Update,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it } from 'vitest';
import { arn, minimal, running } from './running.ts';

const foreign = 'arn:aws:imagebuilder:us-east-1:444455556666:infrastructure-configuration/theirs';
const managed = (path: string) => [{ workflowArn: `arn:aws:imagebuilder:eu-west-1:aws:workflow/${path}` }];
const executionRole = 'builder';

describe('a value that the service will not take', () => {
  it.each([
    [{ name: ' padded' }, 'name', "'name' must match pattern ^[-_A-Za-z-0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z-0-9]$"],
    [{ name: 'trailing newline\n' }, 'name', /must match pattern/],
    [{ description: '' }, 'description', "'description' must have a length between 1 and 1024"],
    [{ clientToken: 'x'.repeat(65) }, 'clientToken', /between 1 and 64/],
    [{ imageRecipeArn: arn('image-recipe/web/1.4') }, 'imageRecipeArn', /must match pattern \^arn:aws.*:image-recipe\/\[a-z/],
    [{ imageTestsConfiguration: { timeoutMinutes: 59 } }, 'imageTestsConfiguration.timeoutMinutes', /between 60 and 1440/],
    [{ status: 'enabled' as never }, 'status', "'status' must be one of [DISABLED, ENABLED]"],
    [{ tags: {} }, 'tags', /between 1 and 50/],
    [{ tags: { 'aws:owner': 'x' } }, 'tags', /must match pattern \^\(\?!aws:\)/],
    [{ loggingConfiguration: { imageLogGroupName: 'a#b' } }, 'loggingConfiguration.imageLogGroupName', /must match pattern/],
    [{ schedule: { autoDisablePolicy: { failureCount: 11 } } }, 'schedule.autoDisablePolicy.failureCount', /between 1 and 10/],
    [{ schedule: { timezone: 'Mars/Olympus' } }, 'schedule.timezone', /time zone/],
    [
      { schedule: { scheduleExpression: 'cron(0 0 * * *)' } },
      'schedule.scheduleExpression',
      'Invalid schedule expression. Details: Invalid CRON expression: error at position 9, details: Unexpected end of expression.',
    ],
    [{ schedule: { scheduleExpression: 'cron(61 0 * * ? *)' } }, 'schedule.scheduleExpression', /error at position 0/],
    [{ schedule: { scheduleExpression: 'every monday' } }, 'schedule.scheduleExpression', /^Invalid schedule expression/],
    [{ imageRecipeArn: arn('image-recipe/web/9.x.x') }, 'imageRecipeArn', /does not exist/],
    [{ infrastructureConfigurationArn: foreign }, 'infrastructureConfigurationArn', /does not exist/],
    [{ distributionConfigurationArn: arn('distribution-configuration/none') }, 'distributionConfigurationArn', /does not exist/],
    [{ workflows: managed('test/test-image/x.x.x') }, 'executionRole', /required/],
    [{ workflows: managed('test/unknown/x.x.x'), executionRole }, 'workflows[0].workflowArn', /does not exist/],
    [
      { workflows: managed('build/build-image/1.0.2/1'), executionRole },
      'workflows',
      "AWS managed workflows must have latest version 'x.x.x' for '{workflow_arn_str}'",
    ],
  ])('%j is named with its parameter and the reason', async (change, parameter, detail) => {
    const { client } = await running();
    const failure = await client.send(new Create({ ...minimal, ...change })).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'InvalidParameterValueException', $metadata: { httpStatusCode: 400 } });
    const prefix = `The value supplied for parameter '${parameter}' is not valid. `;
    const { message } = failure as Error;
    expect(message.slice(0, prefix.length)).toBe(prefix);
    if (detail instanceof RegExp) expect(message.slice(prefix.length)).toMatch(detail);
    else expect(message.slice(prefix.length)).toBe(detail);
  });
});

describe('a request that contradicts itself', () => {
  it.each([
    ['both recipes', { containerRecipeArn: arn('container-recipe/web-container/1.0.0') }],
    ['no recipe', { imageRecipeArn: undefined }],
    ['no infrastructure', { infrastructureConfigurationArn: undefined as never }],
    ['a number for a name', { name: 5 as never }],
    ['a list for a map', { tags: [] as never }],
  ])('is malformed: %s', async (_, change) => {
    const { client } = await running();
    await expect(client.send(new Create({ ...minimal, ...change }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('the switches', () => {
  it('let references pass that the catalogue does not have, and guess the platform from the name', async () => {
    const { client } = await running({ switches: { acceptUnknownReferences: true } });
    const imageRecipeArn = 'arn:aws:imagebuilder:us-east-1:444455556666:image-recipe/windows-base/1.0.0';
    await client.send(new Create({ ...minimal, imageRecipeArn, infrastructureConfigurationArn: foreign }));
    const { imagePipelineList } = await client.send(new List({}));
    expect(imagePipelineList).toMatchObject([{ imageRecipeArn, platform: 'Windows' }]);
  });

  it('let Inspector be off', async () => {
    const { client } = await running({ switches: { inspectorEnabled: false } });
    const request = { ...minimal, imageScanningConfiguration: { imageScanningEnabled: true } };
    await expect(client.send(new Create(request))).rejects.toMatchObject({
      name: 'ResourceDependencyException',
      message: "Resource dependency error: Amazon Inspector is not enabled for 'ec2' resources in account '111122223333'.",
    });
  });

  it('let workflows do without a role, and the choice of a recipe fail by another name', async () => {
    const { client } = await running({
      switches: { workflowsNeedExecutionRole: false, recipeChoiceError: 'InvalidParameterCombinationException' },
    });
    await client.send(new Create({ ...minimal, workflows: managed('test/test-image/x.x.x') }));
    await expect(client.send(new Create({ ...minimal, imageRecipeArn: undefined }))).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
  });

  it('let unknown filters be ignored, and show what the samples of the service leave out', async () => {
    const { client } = await running({
      switches: { refuseUnknownFilters: false, showZeroFailures: true, echoTokenOnUpdate: true },
    });
    const { imagePipelineArn } = await client.send(new Create(minimal));
    const { name: _, ...settings } = minimal;
    const update = await client.send(new Update({ ...settings, imagePipelineArn, clientToken: 'echo' }));
    const { imagePipelineList } = await client.send(new List({ filters: [{ name: 'colour', values: ['red'] }] }));
    expect(update.clientToken).toBe('echo');
    expect(imagePipelineList).toMatchObject([{ consecutiveFailures: 0 }]);
  });
});
