const arnOf = (kind) => ({ type: 'string', pattern: `^arn:aws[^:]*:imagebuilder:[^:]+:(?:\\d{12}|aws):${kind}/` });
const logGroup = { type: 'string', pattern: '^/imagebuilder/web/' };
const strict = (properties, required = []) => ({ type: 'object', additionalProperties: false, required, properties });

/** The shape of a definition, and the rules of the default policy for team `web`. */
export const definitionSchema = strict(
  {
    name: { type: 'string', pattern: '^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z0-9]$' },
    description: { type: 'string', minLength: 1, maxLength: 1024 },
    imageRecipeArn: arnOf('image-recipe'),
    containerRecipeArn: arnOf('container-recipe'),
    infrastructureConfigurationArn: arnOf('infrastructure-configuration'),
    distributionConfigurationArn: arnOf('distribution-configuration'),
    imageTestsConfiguration: strict({
      imageTestsEnabled: { type: 'boolean' },
      timeoutMinutes: { type: 'integer', minimum: 60, maximum: 1440 },
    }),
    enhancedImageMetadataEnabled: { type: 'boolean' },
    schedule: strict(
      {
        scheduleExpression: { type: 'string', minLength: 1, maxLength: 1024 },
        timezone: { type: 'string', minLength: 3, maxLength: 100 },
        pipelineExecutionStartCondition: {
          enum: ['EXPRESSION_MATCH_ONLY', 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE'],
        },
        autoDisablePolicy: strict({ failureCount: { type: 'integer', minimum: 1, maximum: 5 } }, ['failureCount']),
      },
      ['autoDisablePolicy'],
    ),
    status: { enum: ['ENABLED', 'DISABLED'] },
    executionRole: { type: 'string', minLength: 1, maxLength: 2048 },
    loggingConfiguration: strict({ imageLogGroupName: logGroup, pipelineLogGroupName: logGroup }, ['pipelineLogGroupName']),
    tags: {
      type: 'object',
      required: ['team', 'cost-center', 'data-class', 'owner'],
      propertyNames: { not: { pattern: '^tmp-' } },
      properties: {
        team: { const: 'web' },
        'cost-center': { type: 'string', pattern: '^CC-[0-9]{4}$' },
        'data-class': { enum: ['public', 'internal', 'restricted'] },
        owner: { type: 'string', pattern: '\\S' },
      },
    },
  },
  ['name', 'infrastructureConfigurationArn', 'loggingConfiguration', 'tags'],
);
