import { controlOf } from '../control/control.ts';
import { faultShape } from '../control/fault.ts';
import * as shapes from '../wire/shapes.ts';
import { integer, string, structure } from '../wire/validation.ts';
import type { World } from '../world.ts';
import { operation } from './operation.ts';

const common = { answersRequestId: false } as const;
const nothing = structure({}, {});
/** A wildcard on the names of pipelines, as they were typed or as in their ARNs. */
const pipeline = string({ min: 1, max: 128 });
const reason = string({ min: 1, max: 1024 });

/**
 * What the service does not have: faults, failures and time to order. The paths are none of its own, and faults do not reach
 * them.
 */
export const controlOperations = [
  operation({
    ...common,
    name: 'GetClock',
    route: 'GET /_control/clock',
    input: nothing,
    run: (_, world) => clockBody(world),
  }),
  operation({
    ...common,
    name: 'AdvanceClock',
    route: 'POST /_control/clock',
    input: structure({ seconds: integer({ min: 0, max: 315_360_000 }) }, {}),
    run({ seconds }, world) {
      controlOf(world).advance(seconds);
      return clockBody(world);
    },
  }),
  operation({
    ...common,
    name: 'ListFaults',
    route: 'GET /_control/faults',
    input: nothing,
    run: (_, world) => ({ faults: controlOf(world).faults() }),
  }),
  operation({
    ...common,
    name: 'AddFault',
    route: 'POST /_control/faults',
    input: faultShape,
    run(fault, world) {
      controlOf(world).addFault(fault);
      return { faults: controlOf(world).faults() };
    },
  }),
  operation({
    ...common,
    name: 'ClearFaults',
    route: 'DELETE /_control/faults',
    input: nothing,
    run(_, world) {
      controlOf(world).clearFaults();
      return { faults: [] };
    },
  }),
  operation({
    ...common,
    name: 'ListFailures',
    route: 'GET /_control/runs/failures',
    input: nothing,
    run: (_, world) => ({ failures: controlOf(world).failures() }),
  }),
  operation({
    ...common,
    name: 'FailRuns',
    route: 'POST /_control/runs/failures',
    input: structure(
      { pipeline },
      { stage: string({ oneOf: ['BUILDING', 'TESTING', 'DISTRIBUTING'] }), reason, count: integer({ min: 1, max: 1_000_000 }) },
    ),
    run({ stage = 'BUILDING', ...rule }, world) {
      controlOf(world).failRuns({ stage, ...rule });
      return { failures: controlOf(world).failures() };
    },
  }),
  operation({
    ...common,
    name: 'ClearFailures',
    route: 'DELETE /_control/runs/failures',
    input: nothing,
    run(_, world) {
      controlOf(world).clearFailures();
      return { failures: [] };
    },
  }),
  operation({
    ...common,
    name: 'EndRuns',
    route: 'POST /_control/runs/end',
    input: structure(
      { status: string({ oneOf: ['AVAILABLE', 'FAILED'] }) },
      { imageBuildVersionArn: shapes.imageBuildVersionArn, pipeline, reason },
    ),
    run: (end, world) => ({ imageBuildVersionArns: controlOf(world).endRuns(end) }),
  }),
  operation({
    ...common,
    name: 'MarkDependencyUpdates',
    route: 'POST /_control/dependency-updates',
    input: structure({ pipeline }, {}),
    run: (request, world) => ({ imagePipelineArns: controlOf(world).markDependencyUpdates(request.pipeline) }),
  }),
  operation({
    ...common,
    name: 'CountCalls',
    route: 'GET /_control/calls',
    input: nothing,
    run: (_, world) => ({ calls: controlOf(world).calls() }),
  }),
  operation({
    ...common,
    name: 'ForgetCalls',
    route: 'DELETE /_control/calls',
    input: nothing,
    run(_, world) {
      controlOf(world).forgetCalls();
      return { calls: {} };
    },
  }),
];

function clockBody({ clock }: World): object {
  return { now: clock().toISOString() };
}
