import { createHash } from 'node:crypto';
import type { Home } from '../../../lib/arn.ts';
import { isObject } from '../../../lib/json/value.ts';
import type { CatalogueRecord } from '../state/catalogue-record.ts';
import { type Distribution, distributionList } from '../wire/distribution.ts';
import { accept } from '../wire/validation.ts';
import type { World } from '../world.ts';
import type { ImageRun } from './image-run.ts';
import { stageAt } from './plan.ts';

/**
 * What a run has made by a time: AMIs or container images, by Region and account. Lists are empty until the image is available
 * (https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListImagePipelineImages.html has one that is being built).
 */
export function outputResources(run: ImageRun, now: number, world: World): object {
  const finished = stageAt(run.plan, now).status === 'AVAILABLE';
  if (run.settings.containerRecipeArn !== undefined) return { containers: finished ? containersOf(run, world) : [] };
  return { amis: finished ? amisOf(run, world) : [] };
}

/** The distributions to Regions other than the one that builds. */
export function copiesOf(configuration: CatalogueRecord | undefined, { region }: Home): readonly Distribution[] {
  return distributionsOf(configuration).filter((distribution) => distribution.region !== region);
}

export function integratesAnything(configuration: CatalogueRecord | undefined): boolean {
  return distributionsOf(configuration).some(
    (distribution) =>
      distribution.launchTemplateConfigurations !== undefined ||
      distribution.fastLaunchConfigurations !== undefined ||
      distribution.licenseConfigurationArns !== undefined ||
      distribution.ssmParameterConfigurations !== undefined ||
      distribution.s3ExportConfiguration !== undefined,
  );
}

/** The AMI that was built stays in the account that built it; the others are copies of it. */
function amisOf(run: ImageRun, world: World): readonly object[] {
  const distributions = distributionsOf(run.distribution);
  const atHome = distributions.find(({ region }) => region === world.region);
  const places = [
    { region: world.region, accountId: world.account, distribution: atHome },
    ...distributions.flatMap((distribution) =>
      (distribution.amiDistributionConfiguration?.targetAccountIds ?? [world.account]).map((accountId) => ({
        region: distribution.region,
        accountId,
        distribution,
      })),
    ),
  ];
  const listed = places.filter(
    (place, index) =>
      (index > 0 || atHome !== undefined || distributions.length === 0 || world.switches.listImageBuiltAtHome) &&
      index === places.findIndex(({ region, accountId }) => region === place.region && accountId === place.accountId),
  );
  return listed.map(({ region, accountId, distribution }) => {
    const { name, description } = distribution?.amiDistributionConfiguration ?? {};
    return {
      region,
      image: `ami-${hexadecimal(`${run.arn} ${run.dateCreated} ${region} ${accountId}`, 17)}`,
      name: amiName(name ?? `${run.name} {{ imagebuilder:buildDate }}`, run),
      ...(description && { description }),
      ...(world.switches.showAmiStates && { state: { status: 'AVAILABLE' } }),
      accountId,
    };
  });
}

/** The variables of https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-ami-distribution-settings.html */
function amiName(template: string, { dateCreated, build }: ImageRun): string {
  return template
    .replaceAll(/\{\{\s*imagebuilder:buildDate\s*\}\}/g, dateCreated.replaceAll(':', '-'))
    .replaceAll(/\{\{\s*imagebuilder:buildVersion\s*\}\}/g, String(build));
}

function containersOf(run: ImageRun, world: World): readonly object[] {
  const targets = new Map([[world.region, { repository: repositoryOf(run.recipe['targetRepository']), tags: noTags }]]);
  for (const { region, containerDistributionConfiguration: target } of distributionsOf(run.distribution)) {
    if (target) targets.set(region, { repository: target.targetRepository.repositoryName, tags: target.containerTags ?? noTags });
  }
  return [...targets].map(([region, { repository, tags }]) => ({
    region,
    imageUris: [`${run.version}-${run.build}`, ...tags].map((tag) => `${registryOf(region, world)}/${repository}:${tag}`),
  }));
}

const noTags: readonly string[] = [];

function repositoryOf(target: unknown): string {
  return isObject(target) ? String(target['repositoryName']) : 'unknown';
}

function registryOf(region: string, { account, partition }: Home): string {
  return `${account}.dkr.ecr.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/** Records hold what a request of this shape brought. */
function distributionsOf(configuration: CatalogueRecord | undefined): readonly Distribution[] {
  return accept(distributionList, configuration?.['distributions'] ?? []);
}

function hexadecimal(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
