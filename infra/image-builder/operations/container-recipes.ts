import { isObject } from '../../../lib/json/value.ts';
import { platformFrom } from '../pipelines/platform.ts';
import * as shapes from '../wire/shapes.ts';
import { string, structure } from '../wire/validation.ts';
import type { CatalogueNoun } from './catalogue-noun.ts';

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateContainerRecipe.html */
const creation = structure(
  {
    containerType: string({ oneOf: ['DOCKER'] }),
    name: shapes.name,
    semanticVersion: shapes.wildcardVersion,
    parentImage: shapes.text,
    targetRepository: shapes.targetRepository,
    clientToken: shapes.clientToken,
  },
  {
    description: shapes.text,
    components: shapes.components,
    instanceConfiguration: structure({}, { image: shapes.text, blockDeviceMappings: shapes.blockDeviceMappings }),
    dockerfileTemplateData: string({ min: 1, max: 16_000, pattern: /^[^\0]+$/ }),
    dockerfileTemplateUri: shapes.uri,
    platformOverride: shapes.platform,
    imageOsVersionOverride: shapes.text,
    tags: shapes.tags,
    workingDirectory: shapes.text,
    kmsKeyId: shapes.text,
  },
);

export const containerRecipes: CatalogueNoun<typeof creation> = {
  name: 'ContainerRecipe',
  arn: shapes.containerRecipeArn,
  members: { arn: 'containerRecipeArn', body: 'containerRecipe', list: 'containerRecipeSummaryList' },
  creation,
  kind: () => 'container-recipe',
  body: (request, world) => ({
    containerType: request.containerType,
    platform: request.platformOverride ?? platformFrom(request.parentImage, world.switches),
    parentImage: request.parentImage,
    components: request.components,
    instanceConfiguration: request.instanceConfiguration,
    dockerfileTemplateData: request.dockerfileTemplateData,
    kmsKeyId: request.kmsKeyId,
    encrypted: true,
    workingDirectory: request.workingDirectory,
    targetRepository: request.targetRepository,
  }),
  summary: ({ arn, containerType, name, platform, owner, parentImage, dateCreated, instanceConfiguration, tags }) => ({
    arn,
    containerType,
    name,
    platform,
    owner,
    parentImage,
    dateCreated,
    instanceImage: isObject(instanceConfiguration) ? instanceConfiguration['image'] : undefined,
    tags,
  }),
  filterNames: ['containerType', 'name', 'parentImage', 'platform'],
  versioned: true,
};
