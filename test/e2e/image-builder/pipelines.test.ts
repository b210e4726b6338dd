import {
  CreateImagePipelineCommand as Create,
  type CreateImagePipelineCommandInput,
  DeleteImagePipelineCommand as Delete,
  GetImagePipelineCommand as Get,
  ListImagePipelinesCommand as List,
  UpdateImagePipelineCommand as Update,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it } from 'vitest';
import { arn, minimal, running, startOfTime } from './running.ts';

const imagePipelineArn = arn('image-pipeline/web-base');

describe('a new pipeline', () => {
  it('answers its ARN, made of the normalised name, and the client token', async () => {
    const { client } = await running();
    const answer = await client.send(new Create({ ...minimal, name: 'Web_Base 2', clientToken: 'token-1' }));
    expect(answer).toMatchObject({ imagePipelineArn: arn('image-pipeline/web-base-2'), clientToken: 'token-1' });
    expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.$metadata.requestId).toBe(answer.requestId);
  });

  it('reads back with its defaults, and without the members that were not set', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toEqual({
      arn: imagePipelineArn,
      ...minimal,
      platform: 'Linux',
      enhancedImageMetadataEnabled: true,
      imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
      status: 'ENABLED',
      dateCreated: startOfTime,
      dateUpdated: startOfTime,
      tags: {},
    });
  });

  it('reads back every member that was set', async () => {
    const { client } = await running();
    const { imageRecipeArn: _, ...rest } = minimal;
    const whole: Omit<CreateImagePipelineCommandInput, 'clientToken'> = {
      ...rest,
      description: 'all of it',
      containerRecipeArn: arn('container-recipe/web-container/x.x.x'),
      distributionConfigurationArn: arn('distribution-configuration/shared-eu'),
      imageTestsConfiguration: { imageTestsEnabled: false, timeoutMinutes: 60 },
      enhancedImageMetadataEnabled: false,
      schedule: {
        scheduleExpression: 'cron(0 6 * * ? *)',
        timezone: 'Europe/Berlin',
        pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY',
        autoDisablePolicy: { failureCount: 3 },
      },
      status: 'DISABLED',
      tags: { team: 'web', constructor: '', 'with space@': 'ü' },
      imageTags: { toString: 'x' },
      imageScanningConfiguration: { imageScanningEnabled: true, ecrConfiguration: { repositoryName: 'r', containerTags: ['a'] } },
      workflows: [
        { workflowArn: 'arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-container/x.x.x' },
        {
          workflowArn: arn('workflow/test/shared-hardening-check/1.0.0/1'),
          parameters: [{ name: 'wait', value: ['true', ''] }],
          parallelGroup: 'group#1',
          onFailure: 'CONTINUE',
        },
      ],
      executionRole: 'arn:aws:iam::111122223333:role/builder',
      loggingConfiguration: { imageLogGroupName: '/aws/imagebuilder/web', pipelineLogGroupName: '/p' },
    };
    await client.send(new Create(whole));
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toEqual({
      ...whole,
      arn: imagePipelineArn,
      platform: 'Linux',
      dateCreated: startOfTime,
      dateUpdated: startOfTime,
    });
  });

  it('has the platform of its recipe', async () => {
    const { client } = await running();
    await client.send(new Create({ ...minimal, imageRecipeArn: arn('image-recipe/shared-windows-2022/1.x.x') }));
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toMatchObject({ platform: 'Windows', imageRecipeArn: arn('image-recipe/shared-windows-2022/1.x.x') });
  });

  it('may have a schedule without an expression, which gets a start condition and no next run', async () => {
    const { client, pass } = await running();
    await client.send(new Create({ ...minimal, schedule: {} }));
    pass(60);
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline?.schedule).toEqual({
      pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
    });
    expect(imagePipeline).not.toHaveProperty('dateNextRun');
  });

  it.each([
    ['cron(0 6 * * ? *)', undefined, '2026-11-22T06:00:00.000Z'],
    ['cron(0 6 * * ? *)', 'America/New_York', '2026-11-21T11:00:00.000Z'],
    ['rate(7 days)', undefined, '2026-11-28T09:00:00.123Z'],
  ])('with %s in %s learns its next run after a moment', async (scheduleExpression, timezone, dateNextRun) => {
    const { client, pass } = await running({ switches: { nextRunDelaySeconds: 5 } });
    await client.send(new Create({ ...minimal, schedule: { scheduleExpression, ...(timezone && { timezone }) } }));
    const early = await client.send(new Get({ imagePipelineArn }));
    pass(5);
    const late = await client.send(new Get({ imagePipelineArn }));
    expect(early.imagePipeline).not.toHaveProperty('dateNextRun');
    expect(late.imagePipeline?.dateNextRun).toBe(dateNextRun);
  });

  it('clashes with one whose name is the same after normalisation', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    await expect(client.send(new Create({ ...minimal, name: 'web_BASE' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: `The following resource 'ImagePipeline' already exists: '${imagePipelineArn}'.`,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('is refused with status 402 when the quota is used up, and possible again after a delete', async () => {
    const { client } = await running({ switches: { pipelineQuota: 1 } });
    await client.send(new Create(minimal));
    const second = () => client.send(new Create({ ...minimal, name: 'second' }));
    await expect(second()).rejects.toMatchObject({
      name: 'ServiceQuotaExceededException',
      $metadata: { httpStatusCode: 402 },
    });
    await client.send(new Delete({ imagePipelineArn }));
    await expect(second()).resolves.toMatchObject({ imagePipelineArn: arn('image-pipeline/second') });
  });
});

describe('a repeat with the same client token', () => {
  const request = { ...minimal, clientToken: 'once' };

  it('gets the first answer and makes nothing, though the name is taken', async () => {
    const { client } = await running();
    const { $metadata: _, requestId: first, ...answer } = await client.send(new Create(request));
    const repeat = await client.send(new Create(request));
    expect(repeat).toMatchObject(answer);
    expect(repeat.requestId).not.toBe(first);
    expect((await client.send(new List({}))).imagePipelineList).toHaveLength(1);
  });

  it('is refused when anything else differs', async () => {
    const { client } = await running();
    await client.send(new Create(request));
    await expect(client.send(new Create({ ...request, description: 'other' }))).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('may be corrected when the first request failed', async () => {
    const { client } = await running();
    await expect(client.send(new Create({ ...request, name: ' x ' }))).rejects.toThrow();
    await expect(client.send(new Create(request))).resolves.toHaveProperty('imagePipelineArn');
  });

  it('is a new request when the token has been forgotten', async () => {
    const { client, pass } = await running({ switches: { clientTokenHours: 1 } });
    await client.send(new Create(request));
    pass(3600);
    await expect(client.send(new Create(request))).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  });
});

describe('a pipeline that is gone', () => {
  it.each([
    ['GetImagePipeline', new Get({ imagePipelineArn })],
    ['DeleteImagePipeline', new Delete({ imagePipelineArn })],
    ['UpdateImagePipeline', new Update({ ...minimal, imagePipelineArn })],
  ] as const)('is not found by %s', async (_, command) => {
    const { client } = await running();
    await client.send(new Create(minimal));
    expect(await client.send(new Delete({ imagePipelineArn }))).toMatchObject({ imagePipelineArn });
    await expect(client.send(command as Get)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('an update', () => {
  it('replaces all settings, and keeps name, tags and the date of creation', async () => {
    const { client, pass } = await running();
    await client.send(new Create({ ...minimal, description: 'old', status: 'DISABLED', tags: { team: 'web' } }));
    pass(10);
    const { name, ...settings } = minimal;
    const update = { ...settings, imageRecipeArn: arn('image-recipe/shared-windows-2022/1.0.0'), imagePipelineArn };
    expect(await client.send(new Update(update))).not.toHaveProperty('clientToken', expect.anything());
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toMatchObject({ name, platform: 'Windows', status: 'ENABLED', tags: { team: 'web' } });
    expect(imagePipeline).toMatchObject({ dateCreated: startOfTime, dateUpdated: '2026-11-21T09:00:10.123Z' });
    expect(imagePipeline).not.toHaveProperty('description');
  });

  it('cannot turn images into containers', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    const { infrastructureConfigurationArn } = minimal;
    const containerRecipeArn = arn('container-recipe/web-container/1.0.0');
    await expect(
      client.send(new Update({ imagePipelineArn, infrastructureConfigurationArn, containerRecipeArn })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});
