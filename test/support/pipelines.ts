import type { Definition } from '../../lib/pipeline/definition/definition.ts';

const account = '111122223333';

export const arnOf = (kind: string, name: string) => `arn:aws:imagebuilder:eu-west-1:${account}:${kind}/${name}`;

/** A definition with everything that the default policy asks of team `web`. */
export const compliant: Definition = {
  name: 'Web Base',
  description: 'The base image of the web team',
  imageRecipeArn: arnOf('image-recipe', 'web/1.4.0'),
  infrastructureConfigurationArn: arnOf('infrastructure-configuration', 'std'),
  distributionConfigurationArn: arnOf('distribution-configuration', 'shared-everywhere'),
  imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
  enhancedImageMetadataEnabled: true,
  schedule: {
    scheduleExpression: 'cron(0 6 ? * mon *)',
    timezone: 'UTC',
    pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
    autoDisablePolicy: { failureCount: 3 },
  },
  status: 'ENABLED',
  executionRole: 'web-image-builder',
  loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/image', pipelineLogGroupName: '/imagebuilder/web/pipeline' },
  tags: { team: 'web', owner: 'web@example.com', 'cost-center': 'CC-1234', 'data-class': 'internal' },
};

/** The same without a cost center that can be charged. */
export const refused: Definition = { ...compliant, tags: { ...compliant.tags, 'cost-center': 'none' } };

const dateCreated = '2026-11-02T09:00:00.000Z';

/** What both refer to, as Image Builder answers by the operation; nobody's, so that every team may. */
export const referredTo: ReadonlyMap<string, object> = new Map([
  [
    'GetImageRecipe',
    {
      imageRecipe: {
        arn: compliant.imageRecipeArn,
        type: 'AMI',
        name: 'web',
        platform: 'Linux',
        owner: account,
        version: '1.4.0',
        components: [{ componentArn: 'arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/x.x.x' }],
        parentImage: 'arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/x.x.x',
        dateCreated,
        tags: {},
      },
    },
  ],
  [
    'GetInfrastructureConfiguration',
    {
      infrastructureConfiguration: {
        arn: compliant.infrastructureConfigurationArn,
        name: 'std',
        instanceTypes: ['m6i.large'],
        instanceProfileName: 'ImageBuilderInstanceProfile',
        terminateInstanceOnFailure: true,
        dateCreated,
        tags: {},
      },
    },
  ],
  [
    'GetDistributionConfiguration',
    {
      distributionConfiguration: {
        arn: compliant.distributionConfigurationArn,
        name: 'everywhere',
        distributions: [{ region: 'eu-west-1', amiDistributionConfiguration: { name: 'web {{ imagebuilder:buildDate }}' } }],
        timeoutMinutes: 720,
        dateCreated,
        tags: {},
      },
    },
  ],
]);
