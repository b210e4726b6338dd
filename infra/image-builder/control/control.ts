import { settle } from '../runs/advance-time.ts';
import type { ImageRun } from '../runs/image-run.ts';
import { type End, endedWith } from '../runs/plan.ts';
import { isRunning } from '../runs/run.ts';
import { invalidValue, notFound } from '../wire/errors.ts';
import type { World } from '../world.ts';
import { type ArmedFault, armed, type Fault } from './fault.ts';
import { type FailureRule, means } from './injected.ts';

/** The runs that an order means: one, or all that are under way of the pipelines that a wildcard means. */
export interface RunEnd {
  readonly imageBuildVersionArn?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly status: Exclude<End, 'CANCELLED'>;
  readonly reason?: string | undefined;
}

/** What a test may do to the server that no client of the service can. */
export interface Control {
  /** Sets the clock ahead: what was due happens. */
  advance(seconds: number): void;
  now(): Date;
  addFault(fault: Fault): void;
  faults(): readonly ArmedFault[];
  clearFaults(): void;
  /** Lets runs fail that have not started yet. */
  failRuns(rule: FailureRule): void;
  failures(): readonly FailureRule[];
  clearFailures(): void;
  /** Ends runs that are under way, and gives the ARNs of their images. */
  endRuns(end: RunEnd): readonly string[];
  /** Says that components or base images of pipelines have newer versions, and gives the ARNs of the pipelines. */
  markDependencyUpdates(pipeline: string): readonly string[];
  /** How often each operation was called, whatever became of it. */
  calls(): Readonly<Record<string, number>>;
  forgetCalls(): void;
}

export function controlOf(world: World): Control {
  const { orders } = world;
  return {
    advance: (seconds) => advance(seconds, world),
    now: world.clock,
    addFault: (fault) => void orders.faults.push(armed(fault)),
    faults: () => [...orders.faults],
    clearFaults: () => void orders.faults.splice(0),
    failRuns: (rule) => void orders.failures.push(rule),
    failures: () => [...orders.failures],
    clearFailures: () => void orders.failures.splice(0),
    endRuns: (end) => endRuns(end, world),
    markDependencyUpdates: (pattern) => markDependencyUpdates(pattern, world),
    calls: () => Object.fromEntries(orders.calls),
    forgetCalls: () => orders.calls.clear(),
  };
}

function advance(seconds: number, world: World): void {
  // Beyond that, no schedule has a year any more.
  if (world.clock().getTime() + seconds * 1000 > Date.UTC(2200, 0))
    throw invalidValue('seconds', 'The clock ends with the year 2199');
  world.advance(seconds);
  world.store.touch(() => world.advance(-seconds));
  settle(world);
}

function endRuns({ imageBuildVersionArn, pipeline, status, reason }: RunEnd, world: World): readonly string[] {
  settle(world);
  const { images } = world.store;
  const now = world.clock().getTime();
  if (imageBuildVersionArn !== undefined && !images.has(imageBuildVersionArn)) throw notFound(imageBuildVersionArn);
  const meant = (run: ImageRun) =>
    isRunning(run, now) &&
    (imageBuildVersionArn === undefined || run.arn === imageBuildVersionArn) &&
    (pipeline === undefined || means(pipeline, run.pipeline));
  const ended = [...images.values()].filter(meant);
  for (const run of ended) images.set(run.arn, { ...run, plan: endedWith(run.plan, now, { status, from: now, reason }) });
  world.store.touch();
  settle(world);
  return ended.map(({ arn }) => arn);
}

function markDependencyUpdates(pattern: string, { store }: World): readonly string[] {
  const meant = [...store.pipelines.values()].filter((pipeline) => means(pattern, pipeline));
  for (const pipeline of meant) {
    store.pipelines.set(pipeline.arn, { ...pipeline, history: { ...pipeline.history, updatesMarked: true } });
  }
  store.touch();
  return meant.map(({ arn }) => arn);
}
