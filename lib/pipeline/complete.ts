import { canonicalJson } from '../json/canonical.ts';
import { valueAt } from '../json/pointer.ts';
import type { Defaulted } from '../policy/defaults.ts';
import type { JudgedDefinition, Origin, Subject } from '../policy/subject.ts';
import { parseArn } from './arn.ts';
import { type Definition, parseDefinition } from './definition.ts';

/** A definition with its defaults filled in. */
export interface CompletedDefinition {
  /** What is written: the request with the policy's defaults, and with the values that Image Builder would store and show. */
  readonly resulting: Definition;
  /** What the policy filled in. */
  readonly defaulted: readonly Defaulted[];
  /** What is judged: also the values that it would use without showing them. */
  readonly subject: Subject;
}

/**
 * Fills in what Image Builder takes for an absent member. Source of every default: CreateImagePipeline and the data types that it
 * refers to, Image Builder API Reference. Whatever is no default has the origin that `statedOrigin` gives it.
 */
export function completeDefinition(
  definition: Definition,
  statedOrigin: OriginOf = allRequested,
  surroundings: Surroundings = {},
): CompletedDefinition {
  const { definition: filled, defaulted } = surroundings.fillIn?.(definition) ?? { definition, defaulted: [] };
  const assumed: string[] = [];
  const resulting = withStoredDefaults(filled, assumed);
  const judged = withSilentDefaults(resulting, assumed);
  const originOf: OriginOf = (pointer) => {
    if (assumed.some((each) => isWithin(each, pointer))) return 'aws-default';
    return defaulted.some((each) => isWithin(each.pointer, pointer)) ? 'policy-default' : statedOrigin(pointer);
  };
  const revised = (sent: unknown): Subject | undefined => {
    const parsed = parseDefinition(sent);
    if (!parsed.ok) return undefined;
    return completeDefinition(parsed.definition, whereUntouched(definition, parsed.definition, statedOrigin), surroundings)
      .subject;
  };
  return {
    resulting,
    defaulted,
    subject: { definition: judged, originOf, sent: definition, revised, existing: surroundings.existing },
  };
}

/** What a definition meets on its way besides itself. */
export interface Surroundings {
  /** Fills in the policy's defaults, which come before those of Image Builder. */
  readonly fillIn?: (definition: Definition) => { readonly definition: Definition; readonly defaulted: readonly Defaulted[] };
  /** The pipeline as it stands, where the definition changes one. */
  readonly existing?: Subject | undefined;
}

function isWithin(place: string, pointer: string): boolean {
  return pointer.startsWith(place) && (pointer.length === place.length || pointer[place.length] === '/');
}

/** What is otherwise than before was asked for. */
function whereUntouched(before: Definition, after: Definition, originOf: OriginOf): OriginOf {
  const isSame = (pointer: string) => canonicalJson(valueAt(before, pointer)) === canonicalJson(valueAt(after, pointer));
  return (pointer) => (isSame(pointer) ? originOf(pointer) : 'request');
}

/** The origin of the value at a JSON Pointer into a definition, or of its absence. */
export type OriginOf = (pointer: string) => Origin;

/** Origins in a definition that was sent whole. */
export const allRequested: OriginOf = () => 'request';

/** Failures in a row after which a scheduled pipeline without a policy of its own is disabled (AutoDisablePolicy). */
export const defaultFailureCount = 5;

/** Minutes that a test may take; stored, shown and otherwise ignored (ImageTestsConfiguration). */
export const defaultTestMinutes = 720;

/** Time zone of a schedule that names none (Schedule). */
export const defaultTimezone = 'UTC';

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

/** The groups that logs go to when none is named (PipelineLoggingConfiguration). An image is called as its recipe is. */
export function defaultLogGroups({ name, imageRecipeArn, containerRecipeArn }: LogNames) {
  const recipe = parseArn(imageRecipeArn ?? containerRecipeArn ?? '')?.name;
  return {
    ...(recipe === undefined ? {} : { imageLogGroupName: `/aws/imagebuilder/${recipe}` }),
    pipelineLogGroupName: `/aws/imagebuilder/pipeline/${name}`,
  };
}

/** Notes the pointer of an absent value, which gets a default. Tells whether the value is there. */
function note(defaulted: string[], pointer: string, value: unknown): boolean {
  if (value === undefined) defaulted.push(pointer);
  return value !== undefined;
}
