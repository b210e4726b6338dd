const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333';

/** The least that makes a pipeline. */
export const minimal = {
  name: 'Web Base',
  imageRecipeArn: `${arn}:image-recipe/web/1.4.0`,
  infrastructureConfigurationArn: `${arn}:infrastructure-configuration/std`,
} as const;

/**
 * Every member but `containerRecipeArn`, which excludes the other recipe, and `clientToken`, which is no part of a definition.
 */
export const full = {
  ...minimal,
  description: 'Base image of the web servers',
  distributionConfigurationArn: `${arn}:distribution-configuration/everywhere`,
  imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 60 },
  enhancedImageMetadataEnabled: false,
  schedule: {
    scheduleExpression: 'cron(0 6 ? * mon *)',
    timezone: 'Europe/London',
    pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY',
    autoDisablePolicy: { failureCount: 3 },
  },
  status: 'DISABLED',
  tags: { team: 'web', 'cost-center': 'CC-1234', empty: '' },
  imageTags: { origin: 'imagegate' },
  imageScanningConfiguration: {
    imageScanningEnabled: true,
    ecrConfiguration: { repositoryName: 'scans', containerTags: ['latest', 'web'] },
  },
  workflows: [
    {
      workflowArn: `${arn}:workflow/test/smoke/1.0.0/2`,
      parameters: [{ name: 'url', value: ['https://example.com'] }],
      parallelGroup: 'tests',
      onFailure: 'ABORT',
    },
    { workflowArn: 'arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/x.x.x' },
  ],
  executionRole: 'arn:aws:iam::111122223333:role/image-builder',
  loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/image', pipelineLogGroupName: '/imagebuilder/web/pipeline' },
} as const;
