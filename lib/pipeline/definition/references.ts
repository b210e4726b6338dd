import { toPointer } from '../../json/pointer.ts';
import type { Definition } from './definition.ts';

/** Kinds of resources of Image Builder that a pipeline refers to, as they stand in an ARN. */
export type ReferenceKind =
  | 'image-recipe'
  | 'container-recipe'
  | 'infrastructure-configuration'
  | 'distribution-configuration'
  | 'workflow';

/** A resource of Image Builder that a pipeline refers to. */
export interface Reference {
  /** JSON Pointer of the member that names it. */
  readonly pointer: string;
  readonly kind: ReferenceKind;
  readonly arn: string;
}

/** Every reference of a definition to a resource of Image Builder. `executionRole` names one of IAM, which is not among them. */
export function referencesOf(definition: Definition): Reference[] {
  const { imageRecipeArn, containerRecipeArn, infrastructureConfigurationArn, distributionConfigurationArn } = definition;
  return [
    ...referenceAt(['imageRecipeArn'], 'image-recipe', imageRecipeArn),
    ...referenceAt(['containerRecipeArn'], 'container-recipe', containerRecipeArn),
    ...referenceAt(['infrastructureConfigurationArn'], 'infrastructure-configuration', infrastructureConfigurationArn),
    ...referenceAt(['distributionConfigurationArn'], 'distribution-configuration', distributionConfigurationArn),
    ...(definition.workflows ?? []).flatMap(({ workflowArn }, index) =>
      referenceAt(['workflows', index, 'workflowArn'], 'workflow', workflowArn),
    ),
  ];
}

function referenceAt(path: readonly (string | number)[], kind: ReferenceKind, arn: string | undefined): Reference[] {
  return arn === undefined ? [] : [{ pointer: toPointer(path), kind, arn }];
}
