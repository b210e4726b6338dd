import { takeFailure } from '../control/injected.ts';
import { resolveReference } from '../pipelines/references.ts';
import type { StoredPipeline } from '../pipelines/stored-pipeline.ts';
import type { CatalogueRecord } from '../state/catalogue-record.ts';
import { arnOf, parseVersionedArn } from '../wire/arn.ts';
import type { World } from '../world.ts';
import { errandsOf } from './durations.ts';
import { recipeOf } from './history.ts';
import type { ImageRun } from './image-run.ts';
import { copiesOf, integratesAnything } from './output-resources.ts';
import { endOfPlan, planRun } from './plan.ts';

interface Beginning {
  readonly buildType: ImageRun['buildType'];
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Starts a run of a pipeline, and notes it in the pipeline's history. */
export function startRun(pipeline: StoredPipeline, { buildType, tags, at }: Beginning, world: World): ImageRun {
  const { description: _, schedule: _schedule, status: _status, imageTags: _tags, history, ...rest } = pipeline;
  const { arn: pipelineArn, name, platform, dateCreated: _created, dateUpdated: _updated, tags: _own, ...settings } = rest;
  const recipe = recordFor(recipeOf(pipeline), world);
  const distribution = settings.distributionConfigurationArn && recordFor(settings.distributionConfigurationArn, world);
  const version = String(recipe['version']);
  const versionArn = arnOf(world, recipe.arn.replace(/^.*:(?:image|container)-recipe\//, 'image/'));
  const build = (world.store.builds.get(versionArn) ?? 0) + 1;
  const errands = errandsOf({
    platform,
    tests: settings.imageTestsConfiguration?.imageTestsEnabled !== false,
    copies: copiesOf(distribution || undefined, world).length > 0,
    integrates: integratesAnything(distribution || undefined),
  });
  const failure = takeFailure(world.orders, pipeline);
  const run: ImageRun = {
    arn: `${versionArn}/${build}`,
    name: recipe.name,
    version,
    build,
    platform,
    buildType,
    dateCreated: new Date(at).toISOString(),
    plan: planRun(at, errands, { pace: world.pace, ...(failure && { failure }) }),
    settled: false,
    tags,
    pipeline: { arn: pipelineArn, name, historyId: history.id },
    settings,
    recipe,
    infrastructure: recordFor(settings.infrastructureConfigurationArn, world),
    ...(distribution && { distribution }),
  };
  world.store.builds.set(versionArn, build);
  world.store.images.set(run.arn, run);
  world.store.pipelines.set(pipelineArn, {
    ...pipeline,
    history: { ...history, lastRun: run.arn, recipe: recipe.arn, updatesMarked: false },
  });
  forgetOldRuns(pipelineArn, world);
  world.store.touch(failure?.giveBack);
  return run;
}

export function isRunning(run: ImageRun, now: number): boolean {
  return endOfPlan(run.plan) > now;
}

/** The runs of a pipeline, the oldest first. */
export function runsOf(pipelineArn: string, { store }: World): readonly ImageRun[] {
  return [...store.images.values()].filter(({ pipeline }) => pipeline.arn === pipelineArn);
}

function forgetOldRuns(pipelineArn: string, world: World): void {
  const settled = runsOf(pipelineArn, world).filter((run) => run.settled);
  for (const { arn } of settled.slice(0, Math.max(0, settled.length - world.switches.imagesKeptPerPipeline))) {
    world.store.images.delete(arn);
  }
}

/**
 * Where unknown references are accepted, a run may have to do with something that is not in the catalogue: its ARN says enough.
 */
function recordFor(arn: string, world: World): CatalogueRecord {
  const record = resolveReference(arn, world);
  if (record !== undefined) return record;
  const { stem = arn, nodes } = parseVersionedArn(arn) ?? {};
  const name = stem.replace(/^.*\//, '');
  const dateCreated = world.clock().toISOString();
  if (nodes === undefined) return { arn, name, dateCreated, tags: {} };
  const version = nodes.map((node, index) => (node === 'x' ? Number(index === 0) : node)).join('.');
  return { arn: `${stem}/${version}`, name, version, dateCreated, tags: {} };
}
