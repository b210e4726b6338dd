import { refuseWhileRunning, requirePipeline } from '../pipelines/pipeline-lookup.ts';
import { imageSummary } from '../runs/image.ts';
import { imagePage } from '../runs/image-page.ts';
import { endedWith } from '../runs/plan.ts';
import { isRunning, runsOf, startRun } from '../runs/run.ts';
import { notFound, ServiceError } from '../wire/errors.ts';
import { once } from '../wire/idempotency.ts';
import * as shapes from '../wire/shapes.ts';
import { structure, type Value } from '../wire/validation.ts';
import type { World } from '../world.ts';
import { operation } from './operation.ts';

const { imagePipelineArn, imageBuildVersionArn, clientToken, tags, listing } = shapes;
const cancellation = structure({ imageBuildVersionArn, clientToken }, {});

/** The runs of a pipeline: https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartImagePipelineExecution.html */
export const executionOperations = [
  operation({
    name: 'StartImagePipelineExecution',
    route: 'PUT /StartImagePipelineExecution',
    input: structure({ imagePipelineArn, clientToken }, { tags }),
    // A disabled pipeline may be started all the same: only its schedule is off.
    run: (request, world) =>
      once('StartImagePipelineExecution', request, world, () => {
        const pipeline = requirePipeline(request.imagePipelineArn, world);
        refuseWhileRunning('start', pipeline.arn, world);
        const at = world.clock().getTime();
        const { arn } = startRun(pipeline, { buildType: 'USER_INITIATED', tags: request.tags ?? {}, at }, world);
        return { clientToken: request.clientToken, imageBuildVersionArn: arn };
      }),
  }),
  operation({
    name: 'ListImagePipelineImages',
    route: 'POST /ListImagePipelineImages',
    input: structure({ imagePipelineArn }, listing),
    run(request, world) {
      const runs = runsOf(requirePipeline(request.imagePipelineArn, world).arn, world);
      const operation = `ListImagePipelineImages ${request.imagePipelineArn}`;
      const { items, ...rest } = imagePage(runs, request, { operation, filterNames: ['name', 'version'], world });
      return { imageSummaryList: items.map((run) => imageSummary(run, world)), ...rest };
    },
  }),
  operation({
    name: 'CancelImageCreation',
    route: 'PUT /CancelImageCreation',
    input: cancellation,
    run: (request, world) => once('CancelImageCreation', request, world, () => cancel(request, world)),
  }),
];

function cancel(request: Value<typeof cancellation>, world: World) {
  const { images } = world.store;
  const run = images.get(request.imageBuildVersionArn);
  if (run === undefined) throw notFound(request.imageBuildVersionArn);
  const now = world.clock().getTime();
  if (!isRunning(run, now)) {
    throw new ServiceError(
      world.switches.cancelEndedError,
      `The image '${run.arn}' is in a terminal state and cannot be cancelled.`,
    );
  }
  // Asked once more, it is cancelled when it was to be.
  if (run.plan.at(-1)?.status !== 'CANCELLED') {
    const end = { status: 'CANCELLED', from: now + world.switches.cancelSeconds * 1000 } as const;
    images.set(run.arn, { ...run, plan: endedWith(run.plan, now, end) });
  }
  return { clientToken: request.clientToken, imageBuildVersionArn: run.arn };
}
