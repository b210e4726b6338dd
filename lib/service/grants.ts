import type { IamGrant } from './route.ts';

/**
 * CreateImagePipeline and UpdateImagePipeline check the caller's right to read what the pipeline refers to, to pass its role, and
 * (the former) to tag it. Before them the service itself reads whose it is. Source: Service Authorization Reference, "Actions,
 * resources, and condition keys for Amazon EC2 Image Builder", dependent actions.
 */
export const writeGrants: readonly IamGrant[] = [
  { actions: ['imagebuilder:GetImageRecipe', 'imagebuilder:GetContainerRecipe'], on: 'recipes' },
  {
    actions: ['imagebuilder:GetInfrastructureConfiguration', 'imagebuilder:GetDistributionConfiguration'],
    on: 'configurations',
  },
  { actions: ['imagebuilder:GetWorkflow'], on: 'workflows' },
  { actions: ['iam:PassRole'], on: 'execution-roles' },
  { actions: ['iam:CreateServiceLinkedRole'], on: 'service-linked-role' },
  { actions: ['ecr:DescribeRepositories'], on: 'repositories' },
  { actions: ['ecr:BatchGetRepositoryScanningConfiguration'], on: 'repositories' },
  { actions: ['inspector2:BatchGetAccountStatus'], on: 'any' },
];

/**
 * Who says what a write would get looks at what the pipeline would refer to. The write itself has these rights among its others.
 */
export const readReferencesGrant: IamGrant = {
  actions: [
    'imagebuilder:GetImageRecipe',
    'imagebuilder:GetContainerRecipe',
    'imagebuilder:GetInfrastructureConfiguration',
    'imagebuilder:GetDistributionConfiguration',
    'imagebuilder:GetWorkflow',
  ],
  on: 'references',
};

/** Images are what the executions of pipelines are called by Image Builder. */
export const readImageGrant: IamGrant = { actions: ['imagebuilder:GetImage'], on: 'images' };

/** Whoever does something with a pipeline looks at it first, to see whose it is. */
export const readPipelineGrant: IamGrant = { actions: ['imagebuilder:GetImagePipeline'], on: 'pipelines' };
