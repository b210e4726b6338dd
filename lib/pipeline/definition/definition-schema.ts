import * as v from 'valibot';
import { isObject } from '../../json/value.ts';
import { understandSchedule } from '../../schedule/parse.ts';
import { canonicalTimezone } from '../../schedule/timezone.ts';
import { logGroupForm, maximumFailureCount, maximumLogGroupLength, minimumFailureCount } from '../../service-limits.ts';
import { tagMap } from './tag-map.ts';

// Members, limits and patterns are those of CreateImagePipeline in the Image Builder API Reference. Each description completes
// the sentence "… must be …". Lengths count UTF-16 code units: of the two possible readings of the reference (units or code
// points) the stricter one, so that nothing passes here which is refused there.

const text = (minimum: number, maximum: number, description: string) =>
  v.pipe(v.string(), v.minLength(minimum), v.maxLength(maximum), v.description(description));

/** The length comes first, so that nothing longer is searched by a pattern. */
const matching = (pattern: RegExp, longest: number, description: string) =>
  v.pipe(v.string(), v.maxLength(longest), v.regex(pattern), v.description(description));

/** The longest ARN of AWS (IAM API Reference, `arnType`). The reference of Image Builder gives its own ARNs no length. */
const maximumArnLength = 2048;

const flag = v.pipe(v.boolean(), v.description('true or false'));

const whole = (minimum: number, maximum: number) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(minimum),
    v.maxValue(maximum),
    v.description(`a whole number from ${minimum} to ${maximum}`),
  );

const oneOf = <const Options extends readonly string[]>(options: Options) =>
  v.pipe(v.picklist(options), v.description(options.join(' or ')));

/** A strict object of valibot takes an array for an object, so objects are told apart first. */
const object = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(v.custom<object>(isObject), v.strictObject(entries), v.description('an object'));

const list = <const Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.description('a list'));

const arnStart = '^arn:aws[a-z-]*:imagebuilder:[a-z0-9-]+:(?:[0-9]{12}|aws):';
const version = '(?:[0-9]+|x)\\.(?:[0-9]+|x)\\.(?:[0-9]+|x)';

const recipeArn = (kind: string, words: string) =>
  matching(
    new RegExp(`${arnStart}${kind}/[a-z0-9_-]+/${version}$`),
    maximumArnLength,
    `the ARN of ${words} with its version (…:${kind}/name/1.0.0)`,
  );

const configurationArn = (kind: string, words: string) =>
  matching(new RegExp(`${arnStart}${kind}/[a-z0-9_-]+$`), maximumArnLength, `the ARN of ${words} (…:${kind}/name)`);

/** Workflows that AWS provides. */
export const managedWorkflow = /^arn:aws[a-z-]*:imagebuilder:[a-z0-9-]+:aws:workflow\//;

/** The service refuses any other version of its own workflows: "AWS managed workflows must have latest version 'x.x.x'". */
function isManagedWorkflowAtLatest(arn: string): boolean {
  return !managedWorkflow.test(arn) || arn.endsWith('/x.x.x');
}

function isScheduleExpression(expression: string): boolean {
  return understandSchedule(expression).ok;
}

/** Names of zones differ in case for the service, which reads them in Java, where they do not in JavaScript. */
function isTimezone(zone: string): boolean {
  const canonical = canonicalTimezone(zone);
  return canonical !== undefined && (canonical === zone || canonical.toLowerCase() !== zone.toLowerCase());
}

/** Of a parameter of a workflow. The reference gives none; a document of a workflow has 16 000 (CreateWorkflow, data). */
const maximumParameterLength = 16_000;
const valueWords = `a text of at most ${maximumParameterLength} characters without NUL`;

const workflow = object({
  workflowArn: v.pipe(
    v.string(),
    v.maxLength(maximumArnLength),
    v.regex(
      new RegExp(`${arnStart}workflow/(?:build|test|distribution)/[a-z0-9_-]+/(?:${version}|[0-9]+\\.[0-9]+\\.[0-9]+/[0-9]+)$`),
    ),
    v.check(isManagedWorkflowAtLatest, 'managed-workflow-version'),
    v.description('the ARN of a workflow with its version (…:workflow/build/name/1.0.0), x.x.x for one that AWS manages'),
  ),
  parameters: v.exactOptional(
    list(
      object({
        name: v.pipe(text(1, 128, '1 to 128 characters without NUL'), v.excludes('\0')),
        value: list(v.pipe(v.string(), v.maxLength(maximumParameterLength), v.excludes('\0'), v.description(valueWords))),
      }),
    ),
  ),
  parallelGroup: v.exactOptional(
    matching(
      /^[A-Za-z0-9][A-Za-z0-9_+#-]{0,99}$/,
      100,
      '1 to 100 letters, digits, hyphens, underscores, + and #, first a letter or digit',
    ),
  ),
  onFailure: v.exactOptional(oneOf(['CONTINUE', 'ABORT'])),
});

const longText = text(1, 1024, 'a text of 1 to 1024 characters');
const logGroup = matching(logGroupForm, maximumLogGroupLength, 'the name of a log group: 1 to 512 letters, digits and - _ / .');

/** What a caller may ask for: the request of CreateImagePipeline. That exactly one recipe is named is checked beside it. */
export const definitionSchema = object({
  name: matching(
    /^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z0-9]$/,
    128,
    '3 to 128 letters, digits, hyphens, underscores and inner spaces',
  ),
  description: v.exactOptional(longText),
  imageRecipeArn: v.exactOptional(recipeArn('image-recipe', 'an image recipe')),
  containerRecipeArn: v.exactOptional(recipeArn('container-recipe', 'a container recipe')),
  infrastructureConfigurationArn: configurationArn('infrastructure-configuration', 'an infrastructure configuration'),
  distributionConfigurationArn: v.exactOptional(configurationArn('distribution-configuration', 'a distribution configuration')),
  imageTestsConfiguration: v.exactOptional(
    object({ imageTestsEnabled: v.exactOptional(flag), timeoutMinutes: v.exactOptional(whole(60, 1440)) }),
  ),
  enhancedImageMetadataEnabled: v.exactOptional(flag),
  schedule: v.exactOptional(
    object({
      scheduleExpression: v.exactOptional(
        v.pipe(
          text(1, 1024, 'a schedule of six fields, such as cron(0 6 ? * mon *), or a rate, such as rate(7 days)'),
          v.check(isScheduleExpression, 'invalid-schedule'),
        ),
      ),
      timezone: v.exactOptional(
        v.pipe(text(3, 100, 'a time zone of the IANA database, such as Europe/London'), v.check(isTimezone, 'invalid-timezone')),
      ),
      pipelineExecutionStartCondition: v.exactOptional(
        oneOf(['EXPRESSION_MATCH_ONLY', 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE']),
      ),
      autoDisablePolicy: v.exactOptional(object({ failureCount: whole(minimumFailureCount, maximumFailureCount) })),
    }),
  ),
  status: v.exactOptional(oneOf(['ENABLED', 'DISABLED'])),
  tags: v.exactOptional(tagMap),
  imageTags: v.exactOptional(tagMap),
  imageScanningConfiguration: v.exactOptional(
    object({
      imageScanningEnabled: v.exactOptional(flag),
      ecrConfiguration: v.exactOptional(
        object({ repositoryName: v.exactOptional(longText), containerTags: v.exactOptional(list(longText)) }),
      ),
    }),
  ),
  workflows: v.exactOptional(list(workflow)),
  executionRole: v.exactOptional(
    v.pipe(
      text(1, 2048, 'the name or the ARN of an IAM role'),
      v.regex(/^(?:arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role\/)?[a-zA-Z_0-9+=,.@\-_/]+$/),
    ),
  ),
  loggingConfiguration: v.exactOptional(
    object({ imageLogGroupName: v.exactOptional(logGroup), pipelineLogGroupName: v.exactOptional(logGroup) }),
  ),
  clientToken: v.exactOptional(text(1, 64, 'a text of 1 to 64 characters')),
});

/**
 * What a caller wants: the request of CreateImagePipeline, without the `clientToken`, which names the try and not the pipeline.
 * Empty maps and lists are left out, because they mean none and the service refuses them.
 */
export type Definition = Omit<v.InferOutput<typeof definitionSchema>, 'clientToken'>;
