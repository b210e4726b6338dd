import { osVersionFrom } from '../pipelines/platform.ts';
import type { World } from '../world.ts';
import { failedState } from './failure-context.ts';
import type { ImageRun } from './image-run.ts';
import { outputResources } from './output-resources.ts';
import { stageAt } from './plan.ts';

/** The body of an image in a Get answer: https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Image.html */
export function imageBody(run: ImageRun, world: World): object {
  const { settings } = run;
  return {
    ...head(run),
    platform: run.platform,
    enhancedImageMetadataEnabled: settings.enhancedImageMetadataEnabled,
    osVersion: osVersionOf(run, world),
    state: stateOf(run, world),
    [settings.containerRecipeArn === undefined ? 'imageRecipe' : 'containerRecipe']: run.recipe,
    sourcePipelineName: run.pipeline.name,
    sourcePipelineArn: run.pipeline.arn,
    infrastructureConfiguration: run.infrastructure,
    distributionConfiguration: run.distribution,
    imageTestsConfiguration: settings.imageTestsConfiguration,
    dateCreated: run.dateCreated,
    outputResources: outputResources(run, timeOf(world), world),
    tags: run.tags,
    buildType: run.buildType,
    imageSource: String(run.recipe['parentImage'] ?? '').includes(':aws:image/') ? 'AMAZON_MANAGED' : 'CUSTOM',
    scanState: scanStateOf(run, world),
    imageScanningConfiguration: settings.imageScanningConfiguration,
    executionRole: settings.executionRole,
    workflows: settings.workflows,
    loggingConfiguration: loggingOf(run),
  };
}

/** An image in a list: https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageSummary.html */
export function imageSummary(run: ImageRun, world: World): object {
  return {
    ...head(run),
    platform: run.platform,
    osVersion: osVersionOf(run, world),
    state: stateOf(run, world),
    owner: world.account,
    dateCreated: run.dateCreated,
    outputResources: outputResources(run, timeOf(world), world),
    tags: run.tags,
    buildType: run.buildType,
    loggingConfiguration: loggingOf(run),
  };
}

/**
 * A version of an image, which all of its builds share:
 * https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageVersion.html
 */
export function imageVersion(latest: ImageRun, world: World): object {
  return {
    ...head(latest),
    arn: latest.arn.replace(/\/\d+$/, ''),
    version: latest.version,
    platform: latest.platform,
    osVersion: osVersionOf(latest, world),
    owner: world.account,
    dateCreated: latest.dateCreated,
    buildType: latest.buildType,
  };
}

/** The status by which a pipeline knows its latest run. */
export function statusOf(run: ImageRun, world: World): string {
  return stageAt(run.plan, timeOf(world)).status;
}

/** Known once the build has looked, and only where it is to look. */
export function osVersionOf(run: ImageRun, world: World): string | undefined {
  const looked = run.plan.some(({ status, from }) => afterBuild.includes(status) && from <= timeOf(world));
  return looked && run.settings.enhancedImageMetadataEnabled ? osVersionFrom(String(run.recipe['parentImage'] ?? '')) : undefined;
}

const afterBuild: readonly string[] = ['TESTING', 'DISTRIBUTING', 'AVAILABLE'];

/** The form in which the service gives a version here holds the build, though the model's pattern has no place for it. */
function head({ arn, name, version, build, settings }: ImageRun) {
  return { arn, type: settings.containerRecipeArn === undefined ? 'AMI' : 'DOCKER', name, version: `${version}/${build}` };
}

function stateOf(run: ImageRun, world: World): object {
  const stage = stageAt(run.plan, timeOf(world));
  return stage.status === 'FAILED' ? failedState(run, stage, world) : { status: stage.status };
}

function scanStateOf(run: ImageRun, world: World): object | undefined {
  if (run.settings.imageScanningConfiguration?.imageScanningEnabled !== true) return undefined;
  const status = statusOf(run, world);
  return {
    status: status === 'AVAILABLE' ? 'COMPLETED' : status === 'FAILED' || status === 'CANCELLED' ? 'ABANDONED' : 'PENDING',
  };
}

function loggingOf({ settings }: ImageRun): object | undefined {
  const logGroupName = settings.loggingConfiguration?.imageLogGroupName;
  return logGroupName === undefined ? undefined : { logGroupName };
}

function timeOf(world: World): number {
  return world.clock().getTime();
}
