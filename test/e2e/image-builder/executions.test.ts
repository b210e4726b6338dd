import {
  CancelImageCreationCommand as Cancel,
  CreateImagePipelineCommand as Create,
  CreateDistributionConfigurationCommand as CreateDistribution,
  CreateImageRecipeCommand as CreateRecipe,
  DeleteImagePipelineCommand as Delete,
  type Distribution,
  GetImagePipelineCommand as Get,
  GetImageCommand as GetImage,
  type ImagebuilderClient,
  ListImagePipelineImagesCommand as List,
  ListImageBuildVersionsCommand as ListBuilds,
  ListImagesCommand as ListImages,
  ListTagsForResourceCommand as ListTags,
  paginateListImagePipelineImages,
  StartImagePipelineExecutionCommand as Start,
  TagResourceCommand as Tag,
  UpdateImagePipelineCommand as Update,
} from '@aws-sdk/client-imagebuilder';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { arn, minimal, running, startOfTime } from './running.ts';

const imagePipelineArn = arn('image-pipeline/web-base');
const imageBuildVersionArn = arn('image/web/1.4.0/1');
const answered = v.object({ image: v.record(v.string(), v.unknown()) });
/** Longer than a run without copies. */
const aWhile = 1000;

async function distribute(client: ImagebuilderClient, distributions: Distribution[]) {
  return (await client.send(new CreateDistribution({ name: 'mine', distributions }))).distributionConfigurationArn;
}

async function stateOf(client: ImagebuilderClient, of = imageBuildVersionArn) {
  return (await client.send(new GetImage({ imageBuildVersionArn: of }))).image?.state;
}

describe('an execution', () => {
  it('is a new build of the version of the recipe, numbered per version and not per pipeline', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    await client.send(new Create({ ...minimal, name: 'other' }));
    await client.send(new Create({ ...minimal, name: 'older', imageRecipeArn: arn('image-recipe/web/1.3.2') }));
    const builds: (string | undefined)[] = [];
    for (const name of ['web-base', 'other', 'older', 'web-base']) {
      const answer = await client.send(
        new Start({ imagePipelineArn: arn(`image-pipeline/${name}`), clientToken: name + builds.length }),
      );
      expect(answer).toMatchObject({ clientToken: name + builds.length, requestId: expect.any(String) });
      builds.push(answer.imageBuildVersionArn);
    }
    expect(builds).toEqual(['web/1.4.0/1', 'web/1.4.0/2', 'web/1.3.2/1', 'web/1.4.0/3'].map((path) => arn(`image/${path}`)));
  });

  it.each([
    [0, 'PENDING'],
    [2, 'CREATING'],
    [11, 'BUILDING'],
    [626, 'TESTING'],
    [911, 'DISTRIBUTING'],
    [931, 'AVAILABLE'],
  ])('is after %d seconds %s, for the image and for the pipeline', async (seconds, status) => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create(minimal));
    await client.send(new Start({ imagePipelineArn }));
    pass(seconds);
    expect(await stateOf(client)).toEqual({ status });
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline?.lastRunStatus).toBe(status);
    const { imageSummaryList } = await client.send(new List({ imagePipelineArn }));
    expect(imageSummaryList).toMatchObject([{ state: { status } }]);
  });

  it('goes on by the real time, and takes seconds, where no speed is chosen', async () => {
    const { client, pass } = await running();
    await client.send(new Create(minimal));
    await client.send(new Start({ imagePipelineArn }));
    pass(15);
    expect(await stateOf(client)).toEqual({ status: 'TESTING' });
    pass(1);
    expect(await stateOf(client)).toEqual({ status: 'AVAILABLE' });
  });

  it('may be of a disabled pipeline, which it leaves disabled', async () => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create({ ...minimal, status: 'DISABLED' }));
    await client.send(new Start({ imagePipelineArn }));
    pass(aWhile);
    const { imagePipeline } = await client.send(new Get({ imagePipelineArn }));
    expect(imagePipeline).toMatchObject({ status: 'DISABLED', lastRunStatus: 'AVAILABLE' });
    expect(imagePipeline).not.toHaveProperty('dateLastRun');
  });

  it('builds the version that an x in the recipe means at its start', async () => {
    const { client } = await running();
    await client.send(new Create({ ...minimal, imageRecipeArn: arn('image-recipe/web/1.x.x') }));
    const first = await client.send(new Start({ imagePipelineArn }));
    await client.send(new CreateRecipe({ name: 'web', semanticVersion: '1.5.0', parentImage: 'ami-1' }));
    const second = await client.send(new Start({ imagePipelineArn }));
    expect(first.imageBuildVersionArn).toBe(arn('image/web/1.4.0/1'));
    expect(second.imageBuildVersionArn).toBe(arn('image/web/1.5.0/1'));
    const { image } = await client.send(new GetImage({ imageBuildVersionArn: second.imageBuildVersionArn }));
    expect(image?.imageRecipe?.arn).toBe(arn('image-recipe/web/1.5.0'));
  });

  it('goes on when its pipeline is deleted or updated, with the settings that it began with', async () => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create({ ...minimal, executionRole: 'builder' }));
    await client.send(new Start({ imagePipelineArn }));
    const { name: _, ...settings } = minimal;
    await client.send(new Update({ ...settings, imagePipelineArn, executionRole: 'other' }));
    await client.send(new Delete({ imagePipelineArn }));
    pass(aWhile);
    const { image } = await client.send(new GetImage({ imageBuildVersionArn }));
    expect(image).toMatchObject({
      state: { status: 'AVAILABLE' },
      sourcePipelineArn: imagePipelineArn,
      executionRole: 'builder',
    });
    await expect(client.send(new List({ imagePipelineArn }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('builds recipes that nobody has, where unknown references are accepted', async () => {
    const { client } = await running({ switches: { acceptUnknownReferences: true } });
    const unknown = { ...minimal, imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:444455556666:image-recipe/theirs/2.x.x' };
    await client.send(new Create({ ...unknown, distributionConfigurationArn: arn('distribution-configuration/nowhere') }));
    expect(await client.send(new Start({ imagePipelineArn }))).toMatchObject({
      imageBuildVersionArn: arn('image/theirs/2.0.0/1'),
    });
    const { image } = await client.send(new GetImage({ imageBuildVersionArn: arn('image/theirs/2.0.0/1') }));
    expect(image).toMatchObject({
      name: 'theirs',
      imageRecipe: { version: '2.0.0' },
      distributionConfiguration: { name: 'nowhere' },
    });
  });

  it.each(['web-recipe', 'my-image-recipe', 'image-recipe'])('of the recipe %s is called as the recipe is', async (recipe) => {
    const { client } = await running({ switches: { acceptUnknownReferences: true } });
    await client.send(new Create({ ...minimal, imageRecipeArn: arn(`image-recipe/${recipe}/1.0.4`) }));
    expect(await client.send(new Start({ imagePipelineArn }))).toMatchObject({
      imageBuildVersionArn: arn(`image/${recipe}/1.0.4/1`),
    });
  });

  it.each([
    ['StartImagePipelineExecution', new Start({ imagePipelineArn })],
    ['ListImagePipelineImages', new List({ imagePipelineArn })],
    ['GetImage', new GetImage({ imageBuildVersionArn })],
    ['CancelImageCreation', new Cancel({ imageBuildVersionArn })],
  ] as const)('%s answers 404 for what is not there', async (_, command) => {
    const { client } = await running();
    await expect(client.send(command as Start)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('a start that is repeated', () => {
  const request = { imagePipelineArn, clientToken: 'once', tags: { ticket: '7' } };

  it('with the same token and content starts nothing', async () => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create(minimal));
    const first = await client.send(new Start(request));
    pass(aWhile);
    expect((await client.send(new Start(request))).imageBuildVersionArn).toBe(first.imageBuildVersionArn);
    expect((await client.send(new List({ imagePipelineArn }))).imageSummaryList).toHaveLength(1);
  });

  it('with the same token and other content is refused', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    await client.send(new Start(request));
    await expect(client.send(new Start({ ...request, tags: { ticket: '8' } }))).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('an image', () => {
  it('has, when it is available, everything that it was made of and what came out', async () => {
    const { client, pass } = await running({ speed: 1 });
    const settings = {
      executionRole: 'builder',
      imageScanningConfiguration: { imageScanningEnabled: true },
      workflows: [{ workflowArn: arn('workflow/test/shared-hardening-check/1.0.0') }],
    };
    const logged = { loggingConfiguration: { imageLogGroupName: '/aws/imagebuilder/web', pipelineLogGroupName: '/p' } };
    const distributionConfigurationArn = arn('distribution-configuration/shared-eu');
    const imageTags = { only: 'scheduled runs' };
    await client.send(new Create({ ...minimal, ...settings, ...logged, distributionConfigurationArn, imageTags }));
    await client.send(new Start({ imagePipelineArn, tags: { run: '1' } }));
    pass(1300);
    const { image, latestVersionReferences } = await client.send(new GetImage({ imageBuildVersionArn }));
    const name = 'shared-eu 2026-11-21T09-00-00.123Z';
    const ami = expect.stringMatching(/^ami-[0-9a-f]{17}$/);
    expect(image).toEqual({
      arn: imageBuildVersionArn,
      type: 'AMI',
      name: 'web',
      version: '1.4.0/1',
      platform: 'Linux',
      enhancedImageMetadataEnabled: true,
      osVersion: 'Amazon Linux 2023',
      state: { status: 'AVAILABLE' },
      imageRecipe: expect.objectContaining({ arn: arn('image-recipe/web/1.4.0'), version: '1.4.0', tags: {} }),
      sourcePipelineName: 'Web Base',
      sourcePipelineArn: imagePipelineArn,
      infrastructureConfiguration: expect.objectContaining({ arn: arn('infrastructure-configuration/std') }),
      distributionConfiguration: expect.objectContaining({ arn: distributionConfigurationArn, timeoutMinutes: 720 }),
      imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
      dateCreated: startOfTime,
      outputResources: {
        amis: [
          { region: 'eu-west-1', image: ami, name, accountId: '111122223333' },
          { region: 'eu-central-1', image: ami, name, accountId: '111122223333' },
        ],
      },
      tags: { run: '1' },
      buildType: 'USER_INITIATED',
      imageSource: 'AMAZON_MANAGED',
      scanState: { status: 'COMPLETED' },
      ...settings,
      loggingConfiguration: { logGroupName: '/aws/imagebuilder/web' },
    });
    expect(latestVersionReferences?.latestMajorVersionArn).toBe(arn('image/web/1.x.x'));
  });

  it('has neither outputs nor what was not set while it is being built', async () => {
    const { client, pass, server } = await running({ speed: 1 });
    await client.send(new Create(minimal));
    await client.send(new Start({ imagePipelineArn }));
    pass(300);
    const answer = await fetch(`${server.url}/GetImage?${new URLSearchParams({ imageBuildVersionArn })}`);
    const { image } = v.parse(answered, await answer.json());
    expect(image).toMatchObject({ state: { status: 'BUILDING' }, outputResources: { amis: [] }, tags: {} });
    for (const absent of [
      'osVersion',
      'distributionConfiguration',
      'workflows',
      'executionRole',
      'loggingConfiguration',
      'scanState',
    ]) {
      expect(image).not.toHaveProperty(absent);
    }
  });

  it('goes to the accounts and Regions of the distribution, and stays where it was built', async () => {
    const { client, pass } = await running({ speed: 1 });
    const targetAccountIds = ['444455556666', '777788889999'];
    const distributionConfigurationArn = await distribute(client, [
      { region: 'eu-west-1', amiDistributionConfiguration: { name: 'a {{imagebuilder:buildVersion}}', targetAccountIds } },
      { region: 'us-east-2', amiDistributionConfiguration: { description: 'far away', targetAccountIds: ['444455556666'] } },
    ]);
    await client.send(new Create({ ...minimal, distributionConfigurationArn }));
    await client.send(new Start({ imagePipelineArn }));
    pass(1300);
    const { image } = await client.send(new GetImage({ imageBuildVersionArn }));
    expect(
      image?.outputResources?.amis?.map(({ region, accountId, name, description }) => [region, accountId, name, description]),
    ).toEqual([
      ['eu-west-1', '111122223333', 'a 1', undefined],
      ['eu-west-1', '444455556666', 'a 1', undefined],
      ['eu-west-1', '777788889999', 'a 1', undefined],
      ['us-east-2', '444455556666', 'web 2026-11-21T09-00-00.123Z', 'far away'],
    ]);
    expect(new Set(image?.outputResources?.amis?.map((ami) => ami.image)).size).toBe(4);
  });

  it('of a container recipe is a list of addresses by Region', async () => {
    const { client, pass } = await running({ speed: 1 });
    const { imageRecipeArn: _, ...rest } = minimal;
    const targetRepository = { service: 'ECR', repositoryName: 'far' } as const;
    const distributionConfigurationArn = await distribute(client, [
      { region: 'us-east-1', containerDistributionConfiguration: { targetRepository, containerTags: ['latest'] } },
    ]);
    const containerRecipeArn = arn('container-recipe/web-container/1.0.0');
    await client.send(new Create({ ...rest, containerRecipeArn, distributionConfigurationArn }));
    const started = await client.send(new Start({ imagePipelineArn }));
    pass(1300);
    const { image } = await client.send(new GetImage({ imageBuildVersionArn: started.imageBuildVersionArn }));
    expect(image).toMatchObject({ type: 'DOCKER', containerRecipe: { arn: containerRecipeArn }, state: { status: 'AVAILABLE' } });
    expect(image).not.toHaveProperty('imageRecipe');
    expect(image?.outputResources).toEqual({
      containers: [
        { region: 'eu-west-1', imageUris: ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.0.0-1'] },
        {
          region: 'us-east-1',
          imageUris: [
            '111122223333.dkr.ecr.us-east-1.amazonaws.com/far:1.0.0-1',
            '111122223333.dkr.ecr.us-east-1.amazonaws.com/far:latest',
          ],
        },
      ],
    });
  });

  it('can be asked for by the ARN of its version, which means the latest build', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    for (let count = 0; count < 11; count++) await client.send(new Start({ imagePipelineArn }));
    for (const version of ['1.4.0', '1.x.x', 'x.x.x']) {
      const { image } = await client.send(new GetImage({ imageBuildVersionArn: arn(`image/web/${version}`) }));
      expect(image?.arn).toBe(arn('image/web/1.4.0/11'));
    }
  });

  it('has tags of its own that can be changed', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    await client.send(new Start({ imagePipelineArn, tags: { a: '1' } }));
    await client.send(new Tag({ resourceArn: imageBuildVersionArn, tags: { b: '2' } }));
    expect((await client.send(new ListTags({ resourceArn: imageBuildVersionArn }))).tags).toEqual({ a: '1', b: '2' });
    expect((await client.send(new GetImage({ imageBuildVersionArn }))).image?.tags).toEqual({ a: '1', b: '2' });
  });
});

describe('a run that is cancelled', () => {
  it('is cancelled at once, and makes nothing', async () => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create(minimal));
    await client.send(new Start({ imagePipelineArn }));
    pass(300);
    expect(await client.send(new Cancel({ imageBuildVersionArn, clientToken: 'stop' }))).toMatchObject({
      imageBuildVersionArn,
      clientToken: 'stop',
      requestId: expect.any(String),
    });
    expect(await stateOf(client)).toEqual({ status: 'CANCELLED' });
    pass(aWhile);
    const { image } = await client.send(new GetImage({ imageBuildVersionArn }));
    expect(image).toMatchObject({ state: { status: 'CANCELLED' }, outputResources: { amis: [] } });
    expect((await client.send(new Get({ imagePipelineArn }))).imagePipeline?.lastRunStatus).toBe('CANCELLED');
  });

  it('may be cancelled again under the same token, and not under another', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    await client.send(new Start({ imagePipelineArn }));
    const stop = () => client.send(new Cancel({ imageBuildVersionArn, clientToken: 'stop' }));
    await stop();
    await expect(stop()).resolves.toMatchObject({ imageBuildVersionArn });
    await expect(client.send(new Cancel({ imageBuildVersionArn }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: `The image '${imageBuildVersionArn}' is in a terminal state and cannot be cancelled.`,
    });
  });

  it('cannot be one that has ended', async () => {
    const { client, pass } = await running({ speed: 1, switches: { cancelEndedError: 'ResourceInUseException' } });
    await client.send(new Create(minimal));
    await client.send(new Start({ imagePipelineArn }));
    pass(aWhile);
    await expect(client.send(new Cancel({ imageBuildVersionArn }))).rejects.toMatchObject({ name: 'ResourceInUseException' });
    expect(await stateOf(client)).toEqual({ status: 'AVAILABLE' });
  });

  it('goes on for a while where the switch says so', async () => {
    const { client, pass } = await running({ speed: 1, switches: { cancelSeconds: 30 } });
    await client.send(new Create(minimal));
    await client.send(new Start({ imagePipelineArn }));
    pass(600);
    await client.send(new Cancel({ imageBuildVersionArn }));
    pass(29);
    expect(await stateOf(client)).toEqual({ status: 'BUILDING' });
    await client.send(new Cancel({ imageBuildVersionArn }));
    pass(1);
    expect(await stateOf(client)).toEqual({ status: 'CANCELLED' });
  });
});

describe('a run that fails', () => {
  it.each([
    ['BUILDING', 'ApplyBuildComponents', { componentFailure: { phaseName: 'build' } }],
    ['TESTING', 'ApplyTestComponents', { componentFailure: { phaseName: 'test' } }],
    [
      'DISTRIBUTING',
      'DistributeImage',
      { distributionFailure: { regionFailures: [{ region: 'eu-central-1', status: 'FAILED' }] } },
    ],
  ] as const)('while %s says where and why', async (stage, failedStep, details) => {
    const { client, pass, server } = await running({ speed: 1 });
    const distributionConfigurationArn = arn('distribution-configuration/shared-eu');
    await client.send(new Create({ ...minimal, distributionConfigurationArn }));
    server.control.failRuns({ pipeline: 'Web*', stage });
    await client.send(new Start({ imagePipelineArn }));
    pass(1300);
    const answer = await fetch(`${server.url}/ListImagePipelineImages`, {
      method: 'POST',
      body: JSON.stringify({ imagePipelineArn }),
    });
    expect(await answer.json()).toMatchObject({
      imageSummaryList: [
        {
          outputResources: { amis: [] },
          state: {
            status: 'FAILED',
            reason: expect.stringMatching(/./),
            failureContext: {
              imageStatus: stage,
              failedStep,
              workflowExecutionId: expect.stringMatching(/^wf-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
              stepExecutionId: expect.stringMatching(/^step-[0-9a-f-]{36}$/),
              workflowArn: expect.stringMatching(
                /^arn:aws:imagebuilder:eu-west-1:aws:workflow\/(build|test|distribution)\/[a-z-]+\/1\.0\.3\/1$/,
              ),
              ...details,
            },
          },
        },
      ],
    });
  });

  it('has the reason that was ordered, or the words of the service', async () => {
    const { client, pass, server } = await running({ speed: 1 });
    await client.send(new Create(minimal));
    server.control.failRuns({ pipeline: 'web-base', stage: 'BUILDING', reason: 'No space left on device', count: 1 });
    server.control.failRuns({ pipeline: '*', stage: 'BUILDING' });
    await client.send(new Start({ imagePipelineArn }));
    await client.send(new Start({ imagePipelineArn }));
    pass(400);
    expect(await stateOf(client)).toMatchObject({ status: 'FAILED', reason: 'No space left on device' });
    expect((await stateOf(client, arn('image/web/1.4.0/2')))?.reason).toMatch(
      /^SSM execution '[0-9a-f-]{36}' failed for image arn: '.*:image\/web\/1\.4\.0\/2' with status = 'Failed' in state = 'BUILDING' and failure message = 'Document .*component\/update-linux\/1\.0\.0\/1 failed!'$/,
    );
  });

  it('is one of a pipeline whose name matches the pattern of the server', async () => {
    const { client, pass } = await running({ speed: 1, fail: 'web b?se' });
    await client.send(new Create(minimal));
    await client.send(new Create({ ...minimal, name: 'web bose' }));
    await client.send(new Start({ imagePipelineArn }));
    await client.send(new Start({ imagePipelineArn: arn('image-pipeline/web-bose') }));
    pass(aWhile);
    expect(await stateOf(client)).toEqual({ status: 'AVAILABLE' });
    expect((await stateOf(client, arn('image/web/1.4.0/2')))?.status).toBe('FAILED');
  });
});

describe('the lists of images', () => {
  it('have the newest first, every image once over the pages, and only those of the pipeline', async () => {
    const { client, pass } = await running({ speed: 1 });
    await client.send(new Create(minimal));
    await client.send(new Create({ ...minimal, name: 'other' }));
    await client.send(new Start({ imagePipelineArn: arn('image-pipeline/other') }));
    for (let count = 0; count < 5; count++) {
      if (count > 2) pass(1);
      await client.send(new Start({ imagePipelineArn }));
    }
    const pages = [];
    for await (const page of paginateListImagePipelineImages({ client, pageSize: 2 }, { imagePipelineArn })) pages.push(page);
    const versions = pages.flatMap((page) => page.imageSummaryList?.map(({ version }) => version));
    expect(versions).toEqual(['1.4.0/6', '1.4.0/5', '1.4.0/4', '1.4.0/3', '1.4.0/2']);
    expect(pages.map((page) => page.imageSummaryList?.length)).toEqual([2, 2, 1]);
  });

  it.each([
    [{ name: 'version', values: ['1.4.0/2'] }, ['1.4.0/2']],
    [{ name: 'version', values: ['1.4.0'] }, ['1.4.0/3', '1.4.0/2', '1.4.0/1']],
    [{ name: 'version', values: ['1.4'] }, []],
    [{ name: 'name', values: ['web'] }, ['1.4.0/3', '1.4.0/2', '1.4.0/1']],
    [{ name: 'name', values: ['Web'] }, []],
  ])('of a pipeline are narrowed by %j', async (filter, versions) => {
    const { client } = await running();
    await client.send(new Create(minimal));
    for (let count = 0; count < 3; count++) await client.send(new Start({ imagePipelineArn }));
    const { imageSummaryList } = await client.send(new List({ imagePipelineArn, filters: [filter] }));
    expect(imageSummaryList?.map(({ version }) => version)).toEqual(versions);
  });

  it.each([
    [{ filters: [{ name: 'platform', values: ['Linux'] }] }, 'InvalidParameterValueException'],
    [{ maxResults: 26 }, 'InvalidParameterValueException'],
    [{ nextToken: 'nonsense' }, 'InvalidPaginationTokenException'],
  ])('of a pipeline refuse %j', async (request, name) => {
    const { client } = await running();
    await client.send(new Create(minimal));
    await expect(client.send(new List({ imagePipelineArn, ...request }))).rejects.toMatchObject({ name });
  });

  it('of a pipeline do not take the token of another', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    await client.send(new Create({ ...minimal, name: 'other' }));
    for (let count = 0; count < 2; count++) await client.send(new Start({ imagePipelineArn }));
    const { nextToken } = await client.send(new List({ imagePipelineArn, maxResults: 1 }));
    await expect(client.send(new List({ imagePipelineArn: arn('image-pipeline/other'), nextToken }))).rejects.toMatchObject({
      name: 'InvalidPaginationTokenException',
    });
  });

  it('of versions and of builds tell the two apart', async () => {
    const { client } = await running();
    await client.send(new Create(minimal));
    await client.send(new Create({ ...minimal, name: 'older', imageRecipeArn: arn('image-recipe/web/1.3.2') }));
    for (const name of ['web-base', 'web-base', 'older'])
      await client.send(new Start({ imagePipelineArn: arn(`image-pipeline/${name}`) }));
    const versions = await client.send(new ListImages({}));
    const names = await client.send(new ListImages({ byName: true }));
    const amazons = await client.send(new ListImages({ owner: 'Amazon' }));
    const builds = await client.send(new ListBuilds({ imageVersionArn: arn('image/web/1.4.0') }));
    expect(versions.imageVersionList?.map((image) => image.arn)).toEqual([arn('image/web/1.4.0'), arn('image/web/1.3.2')]);
    expect(versions.imageVersionList?.[0]).toMatchObject({ name: 'web', type: 'AMI', version: '1.4.0', owner: '111122223333' });
    expect(names.imageVersionList).toHaveLength(1);
    expect(amazons.imageVersionList).toEqual([]);
    expect(builds.imageSummaryList?.map(({ version }) => version)).toEqual(['1.4.0/2', '1.4.0/1']);
  });
});
