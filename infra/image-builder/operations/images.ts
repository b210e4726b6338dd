import { imageBody, imageSummary, imageVersion } from '../runs/image.ts';
import { imagePage } from '../runs/image-page.ts';
import type { ImageRun } from '../runs/image-run.ts';
import { compareVersions, covers, parseVersionedArn, type VersionedArn } from '../wire/arn.ts';
import { notFound } from '../wire/errors.ts';
import * as shapes from '../wire/shapes.ts';
import { boolean, structure } from '../wire/validation.ts';
import type { World } from '../world.ts';
import { latestVersions } from './catalogue-noun.ts';
import { operation } from './operation.ts';

/** What pipelines have made: https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetImage.html */
export const imageOperations = [
  operation({
    name: 'GetImage',
    route: 'GET /GetImage',
    query: { imageBuildVersionArn: 'one' },
    input: structure({ imageBuildVersionArn: shapes.anyImageArn }, {}),
    run({ imageBuildVersionArn }, world) {
      const run = world.store.images.get(imageBuildVersionArn) ?? buildsOf(imageBuildVersionArn, world)[0];
      if (run === undefined) throw notFound(imageBuildVersionArn);
      return { image: imageBody(run, world), ...latestVersions(run.arn) };
    },
  }),
  operation({
    name: 'ListImages',
    route: 'POST /ListImages',
    input: structure({}, { ...shapes.listing, owner: shapes.owner, byName: boolean, includeDeprecated: boolean }),
    run({ owner = 'Self', byName = false, ...request }, world) {
      // Everything here belongs to the account itself.
      const runs = owner === 'Self' ? latestOf(byName ? 'name' : 'version', world) : [];
      const { items, ...rest } = imagePage(runs, request, { operation: `ListImages ${byName}`, filterNames, world });
      return { imageVersionList: items.map((run) => imageVersion(run, world)), ...rest };
    },
  }),
  operation({
    name: 'ListImageBuildVersions',
    route: 'POST /ListImageBuildVersions',
    input: structure({}, { ...shapes.listing, imageVersionArn: shapes.imageVersionArn }),
    run({ imageVersionArn, ...request }, world) {
      const runs = imageVersionArn === undefined ? world.store.images.values() : buildsOf(imageVersionArn, world);
      const operation = `ListImageBuildVersions ${imageVersionArn}`;
      const { items, ...rest } = imagePage(runs, request, { operation, filterNames, world });
      return { imageSummaryList: items.map((run) => imageSummary(run, world)), ...rest };
    },
  }),
];

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListImages.html */
const filterNames = ['name', 'osVersion', 'platform', 'type', 'version'];

/** The builds that the ARN of a version means, the latest first. */
function buildsOf(arn: string, world: World): readonly ImageRun[] {
  const reference = parseVersionedArn(arn);
  return reference === undefined
    ? []
    : newestFirst(world).flatMap(({ run, version }) => (covers(reference, version) ? [run] : []));
}

/** The latest build of each version, or of each name. */
function latestOf(what: 'version' | 'name', world: World): Iterable<ImageRun> {
  const latest = new Map<string, ImageRun>();
  for (const { run, version } of newestFirst(world)) {
    const key = what === 'name' ? version.stem : `${version.stem}/${version.nodes.join('.')}`;
    if (!latest.has(key)) latest.set(key, run);
  }
  return latest.values();
}

function newestFirst({ store }: World): { readonly run: ImageRun; readonly version: VersionedArn }[] {
  const versioned = [...store.images.values()].flatMap((run) => {
    const version = parseVersionedArn(run.arn);
    return version === undefined ? [] : [{ run, version }];
  });
  return versioned.sort((left, right) => compareVersions(right.version, left.version));
}
