import { platformFrom } from '../pipelines/platform.ts';
import * as shapes from '../wire/shapes.ts';
import { boolean, string, structure } from '../wire/validation.ts';
import type { CatalogueNoun } from './catalogue-noun.ts';

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html */
const creation = structure(
  { name: shapes.name, semanticVersion: shapes.wildcardVersion, parentImage: shapes.text, clientToken: shapes.clientToken },
  {
    description: shapes.text,
    components: shapes.components,
    blockDeviceMappings: shapes.blockDeviceMappings,
    tags: shapes.tags,
    workingDirectory: shapes.text,
    additionalInstanceConfiguration: structure(
      {},
      {
        systemsManagerAgent: structure({}, { uninstallAfterBuild: boolean }),
        userDataOverride: string({
          min: 1,
          max: 21_847,
          pattern: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
        }),
      },
    ),
    amiTags: shapes.tags,
  },
);

export const imageRecipes: CatalogueNoun<typeof creation> = {
  name: 'ImageRecipe',
  arn: shapes.imageRecipeArn,
  members: { arn: 'imageRecipeArn', body: 'imageRecipe', list: 'imageRecipeSummaryList' },
  creation,
  kind: () => 'image-recipe',
  body: (
    { parentImage, components, blockDeviceMappings, workingDirectory, additionalInstanceConfiguration, amiTags },
    world,
  ) => ({
    type: 'AMI',
    platform: platformFrom(parentImage, world.switches),
    parentImage,
    components,
    blockDeviceMappings,
    workingDirectory,
    additionalInstanceConfiguration,
    amiTags,
  }),
  summary: ({ arn, name, platform, owner, parentImage, dateCreated, tags }) => ({
    arn,
    name,
    platform,
    owner,
    parentImage,
    dateCreated,
    tags,
  }),
  filterNames: ['name', 'parentImage', 'platform'],
  versioned: true,
};
