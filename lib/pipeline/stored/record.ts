import { storedDefinition } from '../definition/aws-defaults.ts';
import type { Definition } from '../definition/definition.ts';
import { withoutEmpties } from '../definition/drop-empty.ts';
import { isReservedKey } from '../definition/tag-map.ts';
import type { PipelineRecord, WorkflowRecord } from './image-builder.ts';

/**
 * A pipeline in request shape, ready to be sent again: settings and tags, without what Image Builder alone sets. An enum value
 * that this version does not know stays as it is, so that sending it back is refused in words and does not change it silently.
 */
export function definitionOf(record: PipelineRecord): Definition {
  const {
    schedule,
    imageTestsConfiguration: tests,
    imageScanningConfiguration: scanning,
    loggingConfiguration: logging,
  } = record;
  const stated = given({
    name: record.name,
    description: record.description,
    imageRecipeArn: record.imageRecipeArn,
    containerRecipeArn: record.containerRecipeArn,
    distributionConfigurationArn: record.distributionConfigurationArn,
    imageTestsConfiguration: tests && given({ imageTestsEnabled: tests.imageTestsEnabled, timeoutMinutes: tests.timeoutMinutes }),
    enhancedImageMetadataEnabled: record.enhancedImageMetadataEnabled,
    schedule: schedule && scheduleOf(schedule),
    status: record.status,
    tags: record.tags && ownTags(record.tags),
    imageTags: record.imageTags && ownTags(record.imageTags),
    imageScanningConfiguration: scanning && scanningOf(scanning),
    workflows: record.workflows?.map(workflowOf),
    executionRole: record.executionRole,
    loggingConfiguration:
      logging && given({ imageLogGroupName: logging.imageLogGroupName, pipelineLogGroupName: logging.pipelineLogGroupName }),
  });
  // Every pipeline has an infrastructure configuration; should an answer lack it, no rule may take it for an allowed one.
  const infrastructureConfigurationArn = record.infrastructureConfigurationArn ?? '';
  // A record's enums are open where a definition's are closed.
  return withoutEmpties({ ...stated, infrastructureConfigurationArn } as Definition);
}

/**
 * The record that a first look at a pipeline would give which has just been made of a definition. The platform, which comes from
 * the recipe, and the times are the service's own and stay absent.
 */
export function recordOf(definition: Definition, arn: string): PipelineRecord {
  const stored = storedDefinition(definition);
  return { ...stored, arn, tags: stored.tags ?? {} };
}

function scheduleOf(schedule: NonNullable<PipelineRecord['schedule']>) {
  const { scheduleExpression, timezone, pipelineExecutionStartCondition, autoDisablePolicy } = schedule;
  return given({
    scheduleExpression,
    timezone,
    pipelineExecutionStartCondition,
    autoDisablePolicy: autoDisablePolicy && { failureCount: autoDisablePolicy.failureCount },
  });
}

function scanningOf({ imageScanningEnabled, ecrConfiguration: ecr }: NonNullable<PipelineRecord['imageScanningConfiguration']>) {
  return given({
    imageScanningEnabled,
    ecrConfiguration: ecr && given({ repositoryName: ecr.repositoryName, containerTags: ecr.containerTags }),
  });
}

function workflowOf({ workflowArn, parameters, parallelGroup, onFailure }: WorkflowRecord) {
  return given({
    workflowArn,
    parameters: parameters?.map(({ name, value }) => ({ name, value: [...value] })),
    parallelGroup,
    onFailure,
  });
}

/**
 * The tags that a caller may write. Those under `aws:` are written by AWS alone ("Tag your AWS resources", AWS Tagging User
 * Guide), and those under `imagegate:` by imagegate.
 */
function ownTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  const isOwn = (key: string) => !isReservedKey(key);
  if (Object.keys(tags).every(isOwn)) return { ...tags };
  return Object.fromEntries(Object.entries(tags).filter(([key]) => isOwn(key)));
}

/** The members that have a value; the service's lists and skeletons have empty texts for none. */
function given(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (value !== undefined && value !== '') found[name] = value;
  }
  return found;
}
