import type { StoredPipeline } from '../pipelines/stored-pipeline.ts';
import type { World } from '../world.ts';
import { hasDependencyUpdates } from './history.ts';
import type { ImageRun } from './image-run.ts';
import { endOfPlan, type Plan } from './plan.ts';
import { isRunning, runsOf, startRun } from './run.ts';
import { nextTick } from './tick.ts';

/**
 * Lets everything happen that was due by now, in the order in which it was due: schedules that come up, runs that end. To be
 * called before anything is answered. So the state needs no timer of its own, and goes on after a restart.
 * @returns Whether anything did.
 */
export function settle(world: World): boolean {
  const now = world.clock().getTime();
  let happened = false;
  const leaps = new Map<string, number>();
  for (let event = firstEvent(world, now); event !== undefined; event = firstEvent(world, now)) {
    if (event.run !== undefined) {
      end(event.run, world);
    } else {
      const leap = (leaps.get(event.pipeline.arn) ?? 0) + 1;
      leaps.set(event.pipeline.arn, leap);
      // A clock that stood still for long, or was set far ahead, would bring a flood of runs.
      tick(event.pipeline, event.at, leap < world.switches.scheduledRunsCaughtUp ? event.at : now, world);
    }
    world.store.touch();
    happened = true;
  }
  return happened;
}

type Event =
  | { readonly at: number; readonly run: ImageRun }
  | { readonly at: number; readonly run?: undefined; readonly pipeline: StoredPipeline };

/** Runs come first: one that ends at the very time of a tick may disable the pipeline before. */
function firstEvent({ store }: World, now: number): Event | undefined {
  let first: Event | undefined;
  for (const run of store.images.values()) {
    const at = endOfPlan(run.plan);
    if (!run.settled && at <= now && at < (first?.at ?? Number.POSITIVE_INFINITY)) first = { at, run };
  }
  for (const pipeline of store.pipelines.values()) {
    const at = pipeline.history.nextTick;
    if (at !== undefined && at <= now && at < (first?.at ?? Number.POSITIVE_INFINITY)) first = { at, pipeline };
  }
  return first;
}

/** @param lookFrom Where the search for the next time begins. */
function tick(pipeline: StoredPipeline, at: number, lookFrom: number, world: World): void {
  const { history, schedule } = pipeline;
  const moved = { ...pipeline, history: { ...history, nextTick: nextTick(pipeline, lookFrom) } };
  const always = schedule?.pipelineExecutionStartCondition === 'EXPRESSION_MATCH_ONLY';
  const busy =
    world.switches.refusedWhileRunning.includes('start') && runsOf(pipeline.arn, world).some((run) => isRunning(run, at));
  if (!busy && (always || hasDependencyUpdates(pipeline, world))) {
    world.store.pipelines.set(pipeline.arn, moved);
    startRun(moved, { buildType: 'SCHEDULED', tags: pipeline.imageTags ?? {}, at }, world);
  } else {
    const forgets = !busy && world.switches.tickWithoutUpdatesForgetsFailures;
    const kept = forgets ? { ...moved, history: { ...moved.history, consecutiveFailures: 0 } } : moved;
    world.store.pipelines.set(pipeline.arn, kept);
  }
}

/** Counts a run that has ended; one whose pipeline is gone, or has been made anew under the same name, counts nowhere. */
function end(run: ImageRun, world: World): void {
  const { images, pipelines } = world.store;
  images.set(run.arn, { ...run, settled: true });
  const pipeline = pipelines.get(run.pipeline.arn);
  if (pipeline === undefined || pipeline.history.id !== run.pipeline.historyId) return;
  pipelines.set(pipeline.arn, counted(pipeline, run, world));
}

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImagePipeline.html, consecutiveFailures */
function counted(pipeline: StoredPipeline, { plan, buildType }: ImageRun, world: World): StoredPipeline {
  const { history, schedule } = pipeline;
  if (succeeds(plan)) return { ...pipeline, history: { ...history, consecutiveFailures: 0 } };
  const counts =
    buildType === 'SCHEDULED' && schedule !== undefined && (fails(plan) || world.switches.cancelledRunsCountAsFailures);
  if (!counts) return pipeline;
  const consecutiveFailures = history.consecutiveFailures + 1;
  const limit = schedule.autoDisablePolicy?.failureCount ?? defaultFailureCount;
  if (consecutiveFailures < limit) return { ...pipeline, history: { ...history, consecutiveFailures } };
  const { nextTick: _, ...rest } = history;
  return { ...pipeline, status: 'DISABLED', history: { ...rest, consecutiveFailures } };
}

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_AutoDisablePolicy.html */
const defaultFailureCount = 5;

function succeeds(plan: Plan): boolean {
  return plan.at(-1)?.status === 'AVAILABLE';
}

function fails(plan: Plan): boolean {
  return plan.at(-1)?.status === 'FAILED';
}
