import { completeSettings, pipelineBody } from '../pipelines/pipeline.ts';
import { checkSettings } from '../pipelines/pipeline-checks.ts';
import { refuseWhileRunning, requirePipeline } from '../pipelines/pipeline-lookup.ts';
import { settingMembers } from '../pipelines/stored-pipeline.ts';
import { historyAfterUpdate, newHistory } from '../runs/history.ts';
import { arnOf, normaliseName } from '../wire/arn.ts';
import { alreadyExists, invalidValue, ServiceError } from '../wire/errors.ts';
import { once } from '../wire/idempotency.ts';
import { pageOf } from '../wire/page.ts';
import * as shapes from '../wire/shapes.ts';
import { boolean, structure, type Value } from '../wire/validation.ts';
import type { World } from '../world.ts';
import { operation } from './operation.ts';

const creation = structure(
  {
    name: shapes.name,
    infrastructureConfigurationArn: shapes.infrastructureConfigurationArn,
    clientToken: shapes.clientToken,
  },
  { ...settingMembers, tags: shapes.tags, dryRun: boolean },
);

const replacement = structure(
  {
    imagePipelineArn: shapes.imagePipelineArn,
    infrastructureConfigurationArn: shapes.infrastructureConfigurationArn,
    clientToken: shapes.clientToken,
  },
  settingMembers,
);

const reference = structure({ imagePipelineArn: shapes.imagePipelineArn }, {});

export const imagePipelineOperations = [
  operation({ name: 'CreateImagePipeline', route: 'PUT /CreateImagePipeline', input: creation, run: create }),
  operation({
    name: 'GetImagePipeline',
    route: 'GET /GetImagePipeline',
    query: { imagePipelineArn: 'one' },
    input: reference,
    run: ({ imagePipelineArn }, world) => ({ imagePipeline: pipelineBody(requirePipeline(imagePipelineArn, world), world) }),
  }),
  operation({
    name: 'ListImagePipelines',
    route: 'POST /ListImagePipelines',
    input: structure({}, shapes.listing),
    run(request, world) {
      const { items, ...rest } = pageOf(world.store.pipelines.values(), request, {
        operation: 'ListImagePipelines',
        filterNames,
        switches: world.switches,
      });
      return { imagePipelineList: items.map((pipeline) => pipelineBody(pipeline, world)), ...rest };
    },
  }),
  operation({ name: 'UpdateImagePipeline', route: 'PUT /UpdateImagePipeline', input: replacement, run: replace }),
  operation({
    name: 'DeleteImagePipeline',
    route: 'DELETE /DeleteImagePipeline',
    query: { imagePipelineArn: 'one' },
    input: reference,
    run({ imagePipelineArn }, world) {
      world.store.pipelines.delete(requirePipeline(imagePipelineArn, world).arn);
      world.store.touch();
      return { imagePipelineArn };
    },
  }),
];

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListImagePipelines.html */
const filterNames = [
  'description',
  'distributionConfigurationArn',
  'imageRecipeArn',
  'infrastructureConfigurationArn',
  'name',
  'status',
];

function create(request: Value<typeof creation>, world: World): object {
  return once('CreateImagePipeline', request, world, () => {
    const { pipelines } = world.store;
    const { platform } = checkSettings(request, world);
    const arn = arnOf(world, `image-pipeline/${normaliseName(request.name)}`);
    if (pipelines.has(arn)) throw alreadyExists('ImagePipeline', arn);
    checkQuota(world);
    // A dry run that finds nothing wrong says so by an error.
    if (request.dryRun === true) {
      throw new ServiceError('DryRunOperationException', 'The request would have succeeded, but the dry run flag is set.');
    }
    const dateCreated = world.clock().toISOString();
    const pipeline = {
      arn,
      name: request.name,
      platform,
      ...completeSettings(request),
      dateCreated,
      dateUpdated: dateCreated,
      tags: request.tags ?? {},
    };
    pipelines.set(arn, { ...pipeline, history: newHistory(pipeline, world) });
    return { clientToken: request.clientToken, imagePipelineArn: arn };
  });
}

/**
 * Replaces all settings: what the request leaves out goes back to its default, a disabled pipeline is enabled again, and the
 * count of failures begins anew. Runs that are under way go on as they began.
 */
function replace(request: Value<typeof replacement>, world: World): object {
  const { imagePipelineArn, ...token } = once('UpdateImagePipeline', request, world, () => {
    const before = requirePipeline(request.imagePipelineArn, world);
    const { arn, name, dateCreated, tags } = before;
    refuseWhileRunning('update', arn, world);
    const { platform } = checkSettings(request, world);
    // A pipeline may change its recipe, but not from images to containers or back.
    if ((before.imageRecipeArn === undefined) !== (request.imageRecipeArn === undefined)) {
      const parameter = request.imageRecipeArn === undefined ? 'containerRecipeArn' : 'imageRecipeArn';
      throw invalidValue(parameter, 'The type of the recipe of a pipeline cannot be changed');
    }
    const dateUpdated = world.clock().toISOString();
    const after = { arn, name, platform, ...completeSettings(request), dateCreated, dateUpdated, tags };
    world.store.pipelines.set(arn, { ...after, history: historyAfterUpdate(before, after, world) });
    return { clientToken: request.clientToken, imagePipelineArn: arn };
  });
  return world.switches.echoTokenOnUpdate ? { ...token, imagePipelineArn } : { imagePipelineArn };
}

function checkQuota({ store, switches }: World): void {
  if (store.pipelines.size < switches.pipelineQuota) return;
  throw new ServiceError(
    'ServiceQuotaExceededException',
    `The limit of ${switches.pipelineQuota} image pipelines in this account and Region has been reached.`,
  );
}
