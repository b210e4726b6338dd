import { type Page, type PageRequest, pageOf } from '../wire/page.ts';
import type { World } from '../world.ts';
import { osVersionOf } from './image.ts';
import type { ImageRun } from './image-run.ts';

/**
 * One page of images, the newest first, as ListImageBuildVersions was seen to answer them; the order of the other lists is not
 * published. A version may be asked for with its build or without.
 */
export function imagePage(
  runs: Iterable<ImageRun>,
  request: PageRequest,
  { operation, filterNames, world }: { operation: string; filterNames: readonly string[]; world: World },
): Page<ImageRun> {
  return pageOf(runs, request, {
    operation,
    filterNames,
    switches: world.switches,
    placeOf: ({ dateCreated, build, arn }) => `${descending(Date.parse(dateCreated))} ${descending(build)} ${arn}`,
    valuesOf: (run, name) => filterValues(run, name, world),
  });
}

function filterValues(run: ImageRun, name: string, world: World): readonly unknown[] {
  switch (name) {
    case 'version':
      return [run.version, `${run.version}/${run.build}`];
    case 'type':
      return [run.settings.containerRecipeArn === undefined ? 'AMI' : 'DOCKER'];
    case 'osVersion':
      return [osVersionOf(run, world)];
    default:
      return [Reflect.get(run, name)];
  }
}

/** A text that comes earlier the greater the number is; for whole numbers below 10^15. */
function descending(number: number): string {
  return String(1e15 - number).padStart(16, '0');
}
