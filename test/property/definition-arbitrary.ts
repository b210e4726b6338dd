import fc from 'fast-check';

const name = fc.stringMatching(/^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,40}[-_A-Za-z0-9]$/);
const segment = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);
const digits = fc.nat({ max: 2030 }).map(String);
const version = fc.array(fc.oneof(digits, fc.constant('x')), { minLength: 3, maxLength: 3 }).map((parts) => parts.join('.'));
const arnStart = fc
  .tuple(
    fc.constantFrom('aws', 'aws-us-gov', 'aws-cn'),
    fc.constantFrom('eu-west-1', 'us-gov-west-1'),
    fc.constantFrom('111122223333', 'aws'),
  )
  .map(([partition, region, account]) => `arn:${partition}:imagebuilder:${region}:${account}:`);

const arnOf = (kind: string) => fc.tuple(arnStart, segment).map(([start, last]) => `${start}${kind}/${last}`);
const recipeOf = (kind: string) => fc.tuple(arnOf(kind), version).map((parts) => parts.join('/'));
const workflowArn = fc
  .tuple(fc.constantFrom('build', 'test', 'distribution'), segment, version)
  .chain(([stage, last, own]) =>
    fc.constantFrom(
      `arn:aws:imagebuilder:eu-west-1:111122223333:workflow/${stage}/${last}/${own}`,
      `arn:aws:imagebuilder:eu-west-1:aws:workflow/${stage}/${last}/x.x.x`,
    ),
  );

const longText = fc.string({ minLength: 1, maxLength: 60, unit: 'binary' });
const withoutNul = fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.replaceAll('\0', '-'));
const logGroup = fc.stringMatching(/^[a-zA-Z0-9\-_/.]{1,40}$/);
const tagKey = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9 _.:/=+\-@]{1,20}$/).filter((key) => !key.startsWith('aws:')),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'),
);
const tags = fc
  .array(fc.tuple(tagKey, fc.string({ maxLength: 40 })), { minLength: 1, maxLength: 8 })
  .map((entries) => Object.fromEntries(entries));

const schedule = fc.record(
  {
    scheduleExpression: fc.constantFrom('cron(0 6 ? * mon *)', 'cron(0 0 * * ? *)', 'rate(7 days)', 'cron(30 22 ? * tue#2 *)'),
    timezone: fc.constantFrom('UTC', 'Etc/UTC', 'Europe/London', 'America/Los_Angeles'),
    pipelineExecutionStartCondition: fc.constantFrom(
      'EXPRESSION_MATCH_ONLY',
      'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
    ),
    autoDisablePolicy: fc.record({ failureCount: fc.integer({ min: 1, max: 10 }) }),
  },
  { requiredKeys: [] },
);

const workflow = fc.record(
  {
    workflowArn,
    parameters: fc.array(fc.record({ name: withoutNul, value: fc.array(withoutNul, { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    parallelGroup: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_+#-]{0,20}$/),
    onFailure: fc.constantFrom('CONTINUE', 'ABORT'),
  },
  { requiredKeys: ['workflowArn'] },
);

const settings = fc.record(
  {
    name,
    description: longText,
    infrastructureConfigurationArn: arnOf('infrastructure-configuration'),
    distributionConfigurationArn: arnOf('distribution-configuration'),
    imageTestsConfiguration: fc.record({ imageTestsEnabled: fc.boolean(), timeoutMinutes: fc.integer({ min: 60, max: 1440 }) }),
    enhancedImageMetadataEnabled: fc.boolean(),
    schedule,
    status: fc.constantFrom('ENABLED', 'DISABLED'),
    tags,
    imageTags: tags,
    imageScanningConfiguration: fc.record({
      imageScanningEnabled: fc.boolean(),
      ecrConfiguration: fc.record({
        repositoryName: longText,
        containerTags: fc.array(longText, { minLength: 1, maxLength: 3 }),
      }),
    }),
    workflows: fc.array(workflow, { minLength: 1, maxLength: 3 }),
    executionRole: fc.stringMatching(/^[a-zA-Z_0-9+=,.@\-_/]{1,40}$/),
    loggingConfiguration: fc.record({ imageLogGroupName: logGroup, pipelineLogGroupName: logGroup }),
  },
  { requiredKeys: ['name', 'infrastructureConfigurationArn'] },
);

const recipe = fc.oneof(
  recipeOf('image-recipe').map((imageRecipeArn) => ({ imageRecipeArn })),
  recipeOf('container-recipe').map((containerRecipeArn) => ({ containerRecipeArn })),
);

/** A sound definition. */
export const soundDefinition: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(settings, recipe)
  // Records of fast-check have no prototype, which no JSON has; this makes JSON of them.
  .map(([members, ofRecipe]) => JSON.parse(JSON.stringify({ ...members, ...ofRecipe })));

/** Pointers of every value in a document, as segments. */
export function placesIn(value: unknown, path: readonly string[] = []): string[][] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([member, each]) => placesIn(each, [...path, member]))
      : [];
  return path.length === 0 ? inside : [[...path], ...inside];
}
