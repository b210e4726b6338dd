import { parseArn } from '../../arn.ts';
import { isWithin } from '../../json/pointer.ts';
import type { JudgedDefinition } from '../../policy/subject/subject.ts';
import { defaultFailureCount } from '../../service-limits.ts';
import type { Definition } from './definition.ts';
import { normaliseName } from './name.ts';

/** A definition with what Image Builder takes for its absent members. */
export interface Assumed {
  /** With the values that Image Builder would store and show. */
  readonly stored: Definition;
  /** Also with those that it would use without showing them. */
  readonly judged: JudgedDefinition;
  /** Whether the value at a JSON Pointer is one that nobody stated, or lies in one. */
  readonly isAssumed: (pointer: string) => boolean;
}

/**
 * Fills in what Image Builder takes for an absent member. Source of every default: CreateImagePipeline and the data types that it
 * refers to, Image Builder API Reference.
 */
export function withAwsDefaults(definition: Definition): Assumed {
  const assumed: string[] = [];
  const stored = withStoredDefaults(definition, assumed);
  const judged = withSilentDefaults(stored, assumed);
  return { stored, judged, isAssumed: (pointer) => assumed.some((each) => isWithin(each, pointer)) };
}

/** Minutes that a test may take; stored, shown and otherwise ignored (ImageTestsConfiguration). */
export const defaultTestMinutes = 720;

/** Time zone of a schedule that names none (Schedule). */
export const defaultTimezone = 'UTC';

/** What Image Builder would store and show, be it stated or a default. */
export function storedDefinition(definition: Definition): Definition {
  return withStoredDefaults(definition, []);
}

function withStoredDefaults(definition: Definition, defaulted: string[]): Definition {
  const { status, enhancedImageMetadataEnabled, imageTestsConfiguration, schedule } = definition;
  note(defaulted, '/status', status);
  note(defaulted, '/enhancedImageMetadataEnabled', enhancedImageMetadataEnabled);
  if (note(defaulted, '/imageTestsConfiguration', imageTestsConfiguration)) {
    note(defaulted, '/imageTestsConfiguration/imageTestsEnabled', imageTestsConfiguration?.imageTestsEnabled);
    note(defaulted, '/imageTestsConfiguration/timeoutMinutes', imageTestsConfiguration?.timeoutMinutes);
  }
  const completed: Definition = {
    ...definition,
    status: status ?? 'ENABLED',
    enhancedImageMetadataEnabled: enhancedImageMetadataEnabled ?? true,
    imageTestsConfiguration: {
      imageTestsEnabled: imageTestsConfiguration?.imageTestsEnabled ?? true,
      timeoutMinutes: imageTestsConfiguration?.timeoutMinutes ?? defaultTestMinutes,
    },
  };
  if (schedule === undefined) return completed;
  note(defaulted, '/schedule/pipelineExecutionStartCondition', schedule.pipelineExecutionStartCondition);
  const { pipelineExecutionStartCondition = 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE' } = schedule;
  return { ...completed, schedule: { ...schedule, pipelineExecutionStartCondition } };
}

function withSilentDefaults(resulting: Definition, defaulted: string[]): JudgedDefinition {
  const { loggingConfiguration: logging, schedule } = resulting;
  if (note(defaulted, '/loggingConfiguration', logging)) {
    note(defaulted, '/loggingConfiguration/imageLogGroupName', logging?.imageLogGroupName);
    note(defaulted, '/loggingConfiguration/pipelineLogGroupName', logging?.pipelineLogGroupName);
  }
  const loggingConfiguration = { ...defaultLogGroups(resulting), ...logging };
  if (schedule === undefined) return { ...resulting, loggingConfiguration };
  note(defaulted, '/schedule/timezone', schedule.timezone);
  return { ...resulting, loggingConfiguration, schedule: withAutoDisable({ timezone: defaultTimezone, ...schedule }, defaulted) };
}

type Schedule = NonNullable<Definition['schedule']>;

/** Only a pipeline that runs by itself is ever disabled by itself. */
function withAutoDisable(schedule: Schedule, defaulted: string[]): Schedule {
  if (schedule.scheduleExpression === undefined) return schedule;
  note(defaulted, '/schedule/autoDisablePolicy', schedule.autoDisablePolicy);
  return { autoDisablePolicy: { failureCount: defaultFailureCount }, ...schedule };
}

/** What names a pipeline's logs when nobody does. */
export interface LogNames {
  readonly name: string;
  readonly imageRecipeArn?: string | undefined;
  readonly containerRecipeArn?: string | undefined;
}

/**
 * The groups that logs go to when none is named (PipelineLoggingConfiguration). An image is called as its recipe is. What AWS
 * calls the name of a pipeline there it does not say; since no log group can have a blank in its name, it is taken to be that of
 * the ARN.
 */
export function defaultLogGroups({ name, imageRecipeArn, containerRecipeArn }: LogNames) {
  const recipe = parseArn(imageRecipeArn ?? containerRecipeArn ?? '')?.name;
  return {
    ...(recipe === undefined ? {} : { imageLogGroupName: `/aws/imagebuilder/${recipe}` }),
    pipelineLogGroupName: `/aws/imagebuilder/pipeline/${normaliseName(name)}`,
  };
}

/** Notes the pointer of an absent value, which gets a default. Tells whether the value is there. */
function note(defaulted: string[], pointer: string, value: unknown): boolean {
  if (value === undefined) defaulted.push(pointer);
  return value !== undefined;
}
