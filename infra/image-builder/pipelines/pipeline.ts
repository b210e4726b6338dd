import { statusOf } from '../runs/image.ts';
import type { World } from '../world.ts';
import { type PipelineSettings, type StoredPipeline, settingMembers } from './stored-pipeline.ts';

/** The settings as the service stores them: what was left out has its default, what has none stays out. */
export function completeSettings(settings: PipelineSettings): PipelineSettings {
  const { schedule, imageTestsConfiguration, enhancedImageMetadataEnabled = true, status = 'ENABLED' } = settings;
  return {
    ...pickSettings(settings),
    imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720, ...imageTestsConfiguration },
    enhancedImageMetadataEnabled,
    status,
    ...(schedule && {
      schedule: { pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE', ...schedule },
    }),
  };
}

/** The body of a pipeline in Get and List answers. Members that are not set are missing, never null; `tags` is always there. */
export function pipelineBody(pipeline: StoredPipeline, world: World): object {
  const { history, ...body } = pipeline;
  const { switches, store } = world;
  const lastRun = history.lastRun === undefined ? undefined : store.images.get(history.lastRun);
  const { consecutiveFailures } = history;
  return {
    ...body,
    dateLastRun: switches.showLastRunDate ? lastRun?.dateCreated : undefined,
    lastRunStatus: lastRun && statusOf(lastRun, world),
    dateNextRun: nextRunOf(pipeline, world),
    consecutiveFailures: consecutiveFailures > 0 || switches.showZeroFailures ? consecutiveFailures : undefined,
  };
}

/** A request carries more than settings: its token, its name, the ARN of the pipeline. */
function pickSettings(settings: PipelineSettings): PipelineSettings {
  const { infrastructureConfigurationArn } = settings;
  const names = Object.keys(settingMembers);
  const members = Object.entries(settings).filter(([name]) => names.includes(name));
  return { infrastructureConfigurationArn, ...Object.fromEntries(members) };
}

/** The service works the next run out some time after a write, so for a moment there is none. */
function nextRunOf({ dateUpdated, history }: StoredPipeline, { clock, switches }: World): string | undefined {
  const known = clock().getTime() >= Date.parse(dateUpdated) + switches.nextRunDelaySeconds * 1000;
  return known && history.nextTick !== undefined ? new Date(history.nextTick).toISOString() : undefined;
}
