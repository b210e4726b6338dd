import { nounOperations } from './catalogue-noun.ts';
import { containerRecipes } from './container-recipes.ts';
import { controlOperations } from './control.ts';
import { distributionConfigurations } from './distribution-configurations.ts';
import { executionOperations } from './executions.ts';
import { imagePipelineOperations } from './image-pipelines.ts';
import { imageRecipes } from './image-recipes.ts';
import { imageOperations } from './images.ts';
import { infrastructureConfigurations } from './infrastructure-configurations.ts';
import type { EmbeddedOperation } from './operation.ts';
import { tagOperations } from './tags.ts';
import { workflows } from './workflows.ts';

/** Every operation of this server. */
export const operations: readonly EmbeddedOperation[] = [
  ...imagePipelineOperations,
  ...executionOperations,
  ...imageOperations,
  ...nounOperations(imageRecipes),
  ...nounOperations(containerRecipes),
  ...nounOperations(infrastructureConfigurations),
  ...nounOperations(distributionConfigurations),
  ...nounOperations(workflows),
  ...tagOperations,
  ...controlOperations,
];
