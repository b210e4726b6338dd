import { createHash } from 'node:crypto';
import { isObject } from '../../../lib/json/value.ts';
import { resolveReference } from '../pipelines/references.ts';
import { arnOf, parseVersionedArn } from '../wire/arn.ts';
import type { World } from '../world.ts';
import type { ImageRun } from './image-run.ts';
import { copiesOf } from './output-resources.ts';
import { lastWork, type Stage } from './plan.ts';

/**
 * The state of a run that failed, with a reason in the service's words and the details that stand beside it since 2026:
 * https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageFailureContext.html
 */
export function failedState(run: ImageRun, { reason }: Stage, world: World): object {
  const imageStatus = lastWork(run.plan);
  const failure =
    imageStatus === 'DISTRIBUTING' ? distributionFailure(run, world, reason) : componentFailure(run, imageStatus, reason);
  return {
    status: 'FAILED',
    reason: reason ?? failure.reason,
    failureContext: {
      imageStatus,
      workflowExecutionId: `wf-${uuidFrom(`${run.arn} ${run.dateCreated} workflow`)}`,
      workflowArn: workflowOf(run, imageStatus, world),
      stepExecutionId: `step-${uuidFrom(`${run.arn} ${run.dateCreated} step`)}`,
      failedStep: failure.step,
      ...failure.details,
    },
  };
}

/** The words of https://github.com/aws/aws-parallelcluster/issues/4955 */
function componentFailure(run: ImageRun, imageStatus: string, said: string | undefined) {
  const tests = imageStatus === 'TESTING';
  const componentArn = firstComponent(run.recipe['components']);
  const message = componentArn === undefined ? 'Step timed out' : `Document ${componentArn} failed!`;
  const execution = uuidFrom(`${run.arn} ${run.dateCreated} execution`);
  return {
    step: tests ? 'ApplyTestComponents' : 'ApplyBuildComponents',
    reason: `SSM execution '${execution}' failed for image arn: '${run.arn}' with status = 'Failed' in state = '${imageStatus}' and failure message = '${message}'`,
    details: componentArn && {
      componentFailure: {
        componentArn,
        phaseName: tests ? 'test' : 'build',
        stepName: tests ? 'Check' : 'Install',
        action: 'ExecuteBash',
        errorMessage: said ?? 'Command execution has resulted in an error, exit status 1.',
      },
    },
  };
}

function distributionFailure(run: ImageRun, world: World, said: string | undefined) {
  const region = copiesOf(run.distribution, world)[0]?.region ?? world.region;
  const reason = `Failed to distribute the image to ${region}. You are not authorized to perform this operation.`;
  const errorMessage = said ?? reason;
  return {
    step: 'DistributeImage',
    reason,
    details: { distributionFailure: { errorMessage, regionFailures: [{ region, status: 'FAILED', errorMessage }] } },
  };
}

/**
 * The workflow that ran at the time: one of the pipeline's own, or the one of AWS, whose version is that of the API reference.
 */
function workflowOf({ settings }: ImageRun, imageStatus: string, world: World): string {
  const type = imageStatus === 'DISTRIBUTING' ? 'distribution' : imageStatus === 'TESTING' ? 'test' : 'build';
  const what = `${type === 'distribution' ? 'distribute' : type}-${settings.containerRecipeArn === undefined ? 'image' : 'container'}`;
  const own = settings.workflows?.find(({ workflowArn }) => workflowArn.includes(`:workflow/${type}/`))?.workflowArn;
  const record = own === undefined ? undefined : resolveReference(own, world)?.arn;
  return record ?? arnOf({ ...world, account: 'aws' }, `workflow/${type}/${what}/1.0.3/1`);
}

/** Recipes may leave the version of a component open; what runs is a build of a version. */
function firstComponent(components: unknown): string | undefined {
  const [first]: unknown[] = Array.isArray(components) ? components : [];
  const arn = isObject(first) ? String(first['componentArn']) : '';
  const { stem, nodes = [], build = '1' } = parseVersionedArn(arn) ?? {};
  if (stem === undefined) return undefined;
  return `${stem}/${nodes.map((node, index) => (node === 'x' ? Number(index === 0) : node)).join('.')}/${build}`;
}

/** The same for the same text, so that two answers about one run agree. */
function uuidFrom(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
