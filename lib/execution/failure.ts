import * as v from 'valibot';
import { parseArn } from '../arn.ts';
import { isObject } from '../json/value.ts';
import { kebabOf } from '../pipeline/view/enum-view.ts';
import { imageStatuses } from '../pipeline/view/health.ts';

/** What broke a run. */
export interface FailureView {
  /** What the run was doing, for example `building` or `distributing`. */
  readonly stage: string | null;
  readonly workflow: ResourceView | null;
  readonly workflowExecutionId: string | null;
  /** The step of the workflow, as its document names it. */
  readonly step: string | null;
  readonly stepExecutionId: string | null;
  readonly component: ComponentFailureView | null;
  readonly distribution: DistributionFailureView | null;
}

export interface ResourceView {
  readonly name: string | null;
  readonly version: string | null;
  readonly arn: string;
}

/** The first step that failed when a component ran. */
export interface ComponentFailureView {
  readonly component: ResourceView | null;
  /** `build`, `validate` or `test`. */
  readonly phase: string | null;
  readonly step: string | null;
  /** What the step does, for example `ExecuteBash`. */
  readonly action: string | null;
  readonly message: string | null;
}

export interface DistributionFailureView {
  readonly message: string | null;
  readonly regions: readonly RegionFailureView[];
}

export interface RegionFailureView {
  readonly region: string | null;
  readonly account: string | null;
  /** `failed`, `cancelled` or `timed-out`. */
  readonly status: string | null;
  /** What was being set up; `null` while the image was still being copied. */
  readonly step: string | null;
  readonly message: string | null;
}

/**
 * The detail of a failure, which Image Builder gives for an image whose status is `FAILED`, as far as it knows. What is of
 * another shape than documented is left out. Source: Image Builder API Reference, ImageFailureContext.
 */
export function failureView(failureContext: unknown): FailureView | null {
  if (failureContext === undefined) return null;
  const { componentFailure, distributionFailure, ...context } = v.parse(contextSchema, failureContext);
  return {
    stage: kebabOf(context.imageStatus, imageStatuses),
    workflow: resourceView(context.workflowArn),
    workflowExecutionId: context.workflowExecutionId ?? null,
    step: context.failedStep ?? null,
    stepExecutionId: context.stepExecutionId ?? null,
    component: componentFailure === undefined ? null : componentView(componentFailure),
    distribution: distributionFailure === undefined ? null : distributionView(distributionFailure),
  };
}

const text = v.fallback(v.optional(v.pipe(v.string(), v.nonEmpty())), undefined);

/** `v.object` would take a list for an object without members. */
const part = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.fallback(v.optional(v.pipe(v.custom<object>(isObject), v.object(entries))), undefined);

const component = v.object({ componentArn: text, phaseName: text, stepName: text, action: text, errorMessage: text });

const region = v.object({
  region: text,
  targetAccountId: text,
  status: text,
  imageConfigurationStep: text,
  errorMessage: text,
});

const distribution = v.object({
  errorMessage: text,
  regionFailures: v.fallback(v.array(v.fallback(region, {})), []),
});

const contextSchema = v.fallback(
  v.object({
    imageStatus: text,
    workflowArn: text,
    workflowExecutionId: text,
    failedStep: text,
    stepExecutionId: text,
    componentFailure: part(component.entries),
    distributionFailure: part(distribution.entries),
  }),
  {},
);

function componentView(failure: v.InferOutput<typeof component>): ComponentFailureView {
  return {
    component: resourceView(failure.componentArn),
    phase: failure.phaseName ?? null,
    step: failure.stepName ?? null,
    action: failure.action ?? null,
    message: failure.errorMessage ?? null,
  };
}

function distributionView({ errorMessage, regionFailures }: v.InferOutput<typeof distribution>): DistributionFailureView {
  return { message: errorMessage ?? null, regions: regionFailures.map(regionView) };
}

function regionView(failure: v.InferOutput<typeof region>): RegionFailureView {
  return {
    region: failure.region ?? null,
    account: failure.targetAccountId ?? null,
    status: kebabOf(failure.status, ['FAILED', 'CANCELLED', 'TIMED_OUT']),
    step: kebabOf(failure.imageConfigurationStep, configurationSteps),
    message: failure.errorMessage ?? null,
  };
}

/** RegionFailure, imageConfigurationStep. */
const configurationSteps = [
  'ASSOCIATE_LICENSES',
  'UPDATE_LAUNCH_TEMPLATES',
  'PUT_SSM_PARAMETERS',
  'UPDATE_FAST_LAUNCH_CONFIGURATIONS',
  'EXPORT_AMI',
];

function resourceView(arn: string | undefined): ResourceView | null {
  if (arn === undefined) return null;
  const { name = null, version = null } = parseArn(arn) ?? {};
  return { name, version, arn };
}
