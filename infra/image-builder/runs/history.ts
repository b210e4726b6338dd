import { resolveReference } from '../pipelines/references.ts';
import type { RunHistory, StoredPipeline } from '../pipelines/stored-pipeline.ts';
import type { World } from '../world.ts';
import { nextTick } from './tick.ts';

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
