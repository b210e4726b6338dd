import * as sdk from '@aws-sdk/client-imagebuilder';
import { describe, expect, it } from 'vitest';
import { arn, minimal, running, startOfTime } from './running.ts';

describe('the starting catalogue', () => {
  it('has recipes, configurations and a workflow, and no pipelines', async () => {
    const { client } = await running();
    const images = await client.send(new sdk.ListImageRecipesCommand({}));
    const containers = await client.send(new sdk.ListContainerRecipesCommand({}));
    const infrastructures = await client.send(new sdk.ListInfrastructureConfigurationsCommand({}));
    const distributions = await client.send(new sdk.ListDistributionConfigurationsCommand({}));
    const workflows = await client.send(new sdk.ListWorkflowsCommand({}));
    const pipelines = await client.send(new sdk.ListImagePipelinesCommand({}));
    expect(images.imageRecipeSummaryList?.map((recipe) => recipe.arn)).toEqual(
      ['shared-al2023/2026.11.1', 'shared-windows-2022/1.0.0', 'web/1.3.2', 'web/1.4.0'].map((path) =>
        arn(`image-recipe/${path}`),
      ),
    );
    expect(containers.containerRecipeSummaryList?.map(({ name }) => name)).toEqual(['web-container']);
    expect(infrastructures.infrastructureConfigurationSummaryList?.map(({ name }) => name)).toEqual([
      'payments-isolated',
      'shared-hardened',
      'std',
    ]);
    expect(distributions.distributionConfigurationSummaryList?.map(({ regions }) => regions)).toEqual([
      ['eu-west-1', 'eu-central-1'],
      ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
    ]);
    expect(workflows.workflowVersionList?.map((workflow) => workflow.arn)).toEqual([
      arn('workflow/test/shared-hardening-check/1.0.0'),
    ]);
    expect(pipelines.imagePipelineList).toEqual([]);
  });

  it('moves with the account, the Region and the partition', async () => {
    const { client } = await running({ account: '444455556666', region: 'cn-north-1', partition: 'aws-cn' });
    const { imageRecipeSummaryList } = await client.send(new sdk.ListImageRecipesCommand({ maxResults: 1 }));
    expect(imageRecipeSummaryList?.[0]).toMatchObject({
      arn: 'arn:aws-cn:imagebuilder:cn-north-1:444455556666:image-recipe/shared-al2023/2026.11.1',
      owner: '444455556666',
    });
  });

  it('resolves a version with x to the latest', async () => {
    const { client } = await running();
    const { imageRecipe, latestVersionReferences } = await client.send(
      new sdk.GetImageRecipeCommand({ imageRecipeArn: arn('image-recipe/web/1.x.x') }),
    );
    expect(imageRecipe).toMatchObject({ arn: arn('image-recipe/web/1.4.0'), version: '1.4.0', platform: 'Linux', type: 'AMI' });
    expect(latestVersionReferences).toEqual({
      latestVersionArn: arn('image-recipe/web/x.x.x'),
      latestMajorVersionArn: arn('image-recipe/web/1.x.x'),
      latestMinorVersionArn: arn('image-recipe/web/1.4.x'),
      latestPatchVersionArn: arn('image-recipe/web/1.4.0'),
    });
  });
});

describe('a new recipe', () => {
  const recipe = { name: 'My App', parentImage: 'ami-0123456789abcdef0', semanticVersion: '1.9.0' };

  it('can be read, used by a pipeline, and deleted when no pipeline uses it any more', async () => {
    const { client } = await running();
    const { imageRecipeArn } = await client.send(
      new sdk.CreateImageRecipeCommand({
        ...recipe,
        blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeSize: 30 } }],
      }),
    );
    expect(imageRecipeArn).toBe(arn('image-recipe/my-app/1.9.0'));
    const { imageRecipe } = await client.send(new sdk.GetImageRecipeCommand({ imageRecipeArn }));
    expect(imageRecipe).toEqual({
      arn: imageRecipeArn,
      type: 'AMI',
      name: 'My App',
      platform: 'Linux',
      owner: '111122223333',
      version: '1.9.0',
      parentImage: recipe.parentImage,
      blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeSize: 30 } }],
      dateCreated: startOfTime,
      tags: {},
    });
    const { imagePipelineArn } = await client.send(new sdk.CreateImagePipelineCommand({ ...minimal, imageRecipeArn }));
    const remove = () => client.send(new sdk.DeleteImageRecipeCommand({ imageRecipeArn }));
    await expect(remove()).rejects.toMatchObject({
      name: 'ResourceDependencyException',
      message: `Resource dependency error: The resource ARN '${imageRecipeArn}' has other resources depended on it.`,
    });
    await client.send(new sdk.DeleteImagePipelineCommand({ imagePipelineArn }));
    expect(await remove()).toMatchObject({ imageRecipeArn });
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is numbered by the service where its version has an x', async () => {
    const { client } = await running();
    const versions = [];
    for (const semanticVersion of ['1.9.0', '1.10.0', '1.x.x', '1.11.x', '2.x.x']) {
      const { imageRecipeArn } = await client.send(new sdk.CreateImageRecipeCommand({ ...recipe, semanticVersion }));
      versions.push(imageRecipeArn?.split('/').at(-1));
    }
    expect(versions).toEqual(['1.9.0', '1.10.0', '1.11.0', '1.11.1', '2.0.0']);
    const { imageRecipe } = await client.send(
      new sdk.GetImageRecipeCommand({ imageRecipeArn: arn('image-recipe/my-app/1.x.x') }),
    );
    expect(imageRecipe?.version).toBe('1.11.1');
  });

  it.each([
    [{ semanticVersion: '1.0.1073741824' }, 'InvalidVersionNumberException'],
    [{ semanticVersion: '1.0' }, 'InvalidParameterValueException'],
    [{ name: 'web', semanticVersion: '1.4.0' }, 'ResourceAlreadyExistsException'],
    [{ parentImage: undefined as never }, 'InvalidRequestException'],
  ])('is refused for %j', async (change, name) => {
    const { client } = await running();
    await expect(client.send(new sdk.CreateImageRecipeCommand({ ...recipe, ...change }))).rejects.toMatchObject({ name });
  });
});

describe('the other nouns of the catalogue', () => {
  it('make a container pipeline out of what was just created', async () => {
    const { client } = await running();
    const targetRepository = { service: 'ECR', repositoryName: 'app' } as const;
    const { containerRecipeArn } = await client.send(
      new sdk.CreateContainerRecipeCommand({
        name: 'app',
        containerType: 'DOCKER',
        semanticVersion: '1.0.0',
        parentImage: 'amazonlinux:2023',
        platformOverride: 'Windows',
        targetRepository,
      }),
    );
    const { infrastructureConfigurationArn } = await client.send(
      new sdk.CreateInfrastructureConfigurationCommand({ name: 'app', instanceProfileName: 'profile' }),
    );
    const { distributionConfigurationArn } = await client.send(
      new sdk.CreateDistributionConfigurationCommand({
        name: 'app',
        distributions: [{ region: 'eu-west-1', containerDistributionConfiguration: { targetRepository } }],
      }),
    );
    const { workflowBuildVersionArn } = await client.send(
      new sdk.CreateWorkflowCommand({ name: 'app', semanticVersion: '1.0.0', type: 'BUILD', data: 'name: app' }),
    );
    const { imagePipelineArn } = await client.send(
      new sdk.CreateImagePipelineCommand({
        name: 'app',
        containerRecipeArn,
        infrastructureConfigurationArn,
        distributionConfigurationArn,
        executionRole: 'builder',
        workflows: [{ workflowArn: workflowBuildVersionArn?.replace('1.0.0/1', 'x.x.x') }],
      }),
    );
    const { imagePipeline } = await client.send(new sdk.GetImagePipelineCommand({ imagePipelineArn }));
    expect(imagePipeline).toMatchObject({ containerRecipeArn, platform: 'Windows' });
    const { infrastructureConfiguration } = await client.send(
      new sdk.GetInfrastructureConfigurationCommand({ infrastructureConfigurationArn }),
    );
    expect(infrastructureConfiguration).toEqual({
      arn: infrastructureConfigurationArn,
      name: 'app',
      instanceProfileName: 'profile',
      terminateInstanceOnFailure: true,
      dateCreated: startOfTime,
      dateUpdated: startOfTime,
      tags: {},
    });
    const { distributionConfiguration } = await client.send(
      new sdk.GetDistributionConfigurationCommand({ distributionConfigurationArn }),
    );
    expect(distributionConfiguration).toMatchObject({
      name: 'app',
      timeoutMinutes: 720,
      distributions: [{ region: 'eu-west-1' }],
    });
  });
});
