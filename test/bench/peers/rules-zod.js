import { z } from 'zod';

const arnOf = (kind) => z.string().regex(new RegExp(`^arn:aws[^:]*:imagebuilder:[^:]+:(?:\\d{12}|aws):${kind}/`));
const logGroup = z.string().startsWith('/imagebuilder/web/');

/** The shape of a definition, and the rules of the default policy for team `web`. */
const definitionSchema = z.strictObject({
  name: z.string().regex(/^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z0-9]$/),
  description: z.string().min(1).max(1024).optional(),
  imageRecipeArn: arnOf('image-recipe').optional(),
  containerRecipeArn: arnOf('container-recipe').optional(),
  infrastructureConfigurationArn: arnOf('infrastructure-configuration'),
  distributionConfigurationArn: arnOf('distribution-configuration').optional(),
  imageTestsConfiguration: z
    .strictObject({ imageTestsEnabled: z.boolean().optional(), timeoutMinutes: z.int().min(60).max(1440).optional() })
    .optional(),
  enhancedImageMetadataEnabled: z.boolean().optional(),
  schedule: z
    .strictObject({
      scheduleExpression: z.string().min(1).max(1024).optional(),
      timezone: z.string().min(3).max(100).optional(),
      pipelineExecutionStartCondition: z
        .enum(['EXPRESSION_MATCH_ONLY', 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE'])
        .optional(),
      autoDisablePolicy: z.strictObject({ failureCount: z.int().min(1).max(5) }),
    })
    .optional(),
  status: z.enum(['ENABLED', 'DISABLED']).optional(),
  executionRole: z.string().min(1).max(2048).optional(),
  loggingConfiguration: z.strictObject({ imageLogGroupName: logGroup.optional(), pipelineLogGroupName: logGroup }),
  tags: z
    .looseObject({
      team: z.literal('web'),
      'cost-center': z.string().regex(/^CC-[0-9]{4}$/),
      'data-class': z.enum(['public', 'internal', 'restricted']),
      owner: z.string().trim().min(1),
    })
    .refine((tags) => !Object.keys(tags).some((key) => key.startsWith('tmp-')), 'tmp-* is forbidden'),
});

/** The problems of a body; `undefined` when there is none. */
export function problemsOf(body) {
  const parsed = definitionSchema.safeParse(body);
  return parsed.success
    ? undefined
    : parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message }));
}
