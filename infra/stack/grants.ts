import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IamGrants, IamResource } from '../../lib/service/routes.ts';
import type { StackSettings } from '../settings/settings.ts';

/** The statements that give a function the rights of its row in the route table, and no other. */
export function statementsOf(grants: IamGrants, settings: StackSettings): PolicyStatement[] {
  return grants.flat().flatMap(({ actions, on }) => {
    const { resources, conditions } = reach(on, settings);
    // Without a role that may be passed there is nothing to allow.
    if (resources.length === 0) return [];
    return [new PolicyStatement({ actions: [...actions], resources, ...(conditions === undefined ? {} : { conditions }) })];
  });
}

interface Reach {
  readonly resources: string[];
  readonly conditions?: Record<string, Record<string, string>>;
}

const imageBuilder = 'imagebuilder.amazonaws.com';

// ARN formats and condition keys: Service Authorization Reference, "Amazon EC2 Image Builder", "AWS Identity and Access
// Management", "Amazon Elastic Container Registry", "Amazon Inspector2".
function reach(resource: IamResource, settings: StackSettings): Reach {
  switch (resource) {
    case 'pipelines':
      return { resources: [imageBuilderArn('image-pipeline/*')] };
    case 'images':
      return { resources: [imageBuilderArn('image/*')] };
    case 'recipes':
      // Of any account: recipes can be shared, and a pipeline may refer to a shared one.
      return { resources: [imageBuilderArn('image-recipe/*', '*'), imageBuilderArn('container-recipe/*', '*')] };
    case 'configurations':
      return { resources: [imageBuilderArn('infrastructure-configuration/*'), imageBuilderArn('distribution-configuration/*')] };
    case 'workflows':
      // The account of the workflows that AWS manages is written `aws`.
      return { resources: [imageBuilderArn('workflow/*'), imageBuilderArn('workflow/*', 'aws')] };
    case 'references':
      // Only what lies in the account is looked at.
      return {
        resources: [
          imageBuilderArn('image-recipe/*'),
          imageBuilderArn('container-recipe/*'),
          imageBuilderArn('infrastructure-configuration/*'),
          imageBuilderArn('distribution-configuration/*'),
          imageBuilderArn('workflow/*'),
        ],
      };
    case 'execution-roles':
      return {
        resources: settings.executionRoles.map(roleArn),
        conditions: { StringEquals: { 'iam:PassedToService': imageBuilder } },
      };
    case 'service-linked-role':
      return {
        resources: [roleArn(`aws-service-role/${imageBuilder}/AWSServiceRoleForImageBuilder`)],
        conditions: { StringEquals: { 'iam:AWSServiceName': imageBuilder } },
      };
    case 'repositories':
      return { resources: [`arn:${Aws.PARTITION}:ecr:${Aws.REGION}:${Aws.ACCOUNT_ID}:repository/*`] };
    case 'any':
      return { resources: ['*'] };
  }
}

function imageBuilderArn(resource: string, account: string = Aws.ACCOUNT_ID): string {
  return `arn:${Aws.PARTITION}:imagebuilder:${Aws.REGION}:${account}:${resource}`;
}

function roleArn(name: string): string {
  return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${name}`;
}
