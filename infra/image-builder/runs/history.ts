import type { StoredPipeline } from '../pipelines/pipeline.ts';
import { resolveReference } from '../pipelines/references.ts';
import type { World } from '../world.ts';
import { nextTick } from './tick.ts';

/** What has become of a pipeline since its settings were written. */
export interface RunHistory {
  /** Tells it from a pipeline that had its name before. */
  readonly id: string;
  /** Of scheduled runs; https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImagePipeline.html */
  readonly consecutiveFailures: number;
  /** ARN of the image that the latest run makes or made. */
  readonly lastRun?: string | undefined;
  /** The recipe of the latest run; before the first one, the recipe that there was when the settings were written. */
  readonly recipe?: string | undefined;
  /** Whether somebody has said that components or the base image have newer versions. */
  readonly updatesMarked: boolean;
  /** Milliseconds since 1970; absent when the schedule does not come up any more. */
  readonly nextTick?: number | undefined;
}

type Settings = Omit<StoredPipeline, 'history'>;

export function newHistory(pipeline: Settings, world: World): RunHistory {
  return {
    id: world.newId(),
    consecutiveFailures: 0,
    recipe: resolveReference(recipeOf(pipeline), world)?.arn,
    updatesMarked: false,
    nextTick: nextTick(pipeline, Date.parse(pipeline.dateUpdated)),
  };
}

/** An update forgets the failures and sets the schedule anew. What was built stays built. */
export function historyAfterUpdate(before: StoredPipeline, after: Settings, world: World): RunHistory {
  const { lastRun, ...rest } = before.history;
  return {
    ...rest,
    ...(!world.switches.updateForgetsLastRun && { lastRun }),
    consecutiveFailures: 0,
    recipe: recipeOf(before) === recipeOf(after) ? rest.recipe : resolveReference(recipeOf(after), world)?.arn,
    nextTick: nextTick(after, Date.parse(after.dateUpdated)),
  };
}

/**
 * Whether a run would build something new: the version that `x` stands for in the recipe's ARN is another one than before, or
 * somebody has said so. Components and base images of AWS are not in the catalogue, so their versions cannot tell.
 */
export function hasDependencyUpdates({ history, ...pipeline }: StoredPipeline, world: World): boolean {
  if (history.updatesMarked) return true;
  if (history.lastRun === undefined && world.switches.neverBuiltCountsAsUpdate) return true;
  const recipe = resolveReference(recipeOf(pipeline), world)?.arn;
  return recipe !== undefined && recipe !== history.recipe;
}

export function recipeOf({
  imageRecipeArn,
  containerRecipeArn,
}: Pick<Settings, 'imageRecipeArn' | 'containerRecipeArn'>): string {
  return imageRecipeArn ?? containerRecipeArn ?? '';
}
