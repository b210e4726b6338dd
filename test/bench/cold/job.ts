import type { OperationId } from '../../../lib/service/routes.ts';
import { compliant, refused } from '../../support/pipelines.ts';
import { creation, reading } from '../events.ts';
import type { Bundle } from './bundle.ts';
import { type Start, start } from './start.ts';

/** What a function is for, and what it has to answer before its time counts. */
export interface Job {
  readonly operationId: OperationId;
  /** The event whose first invocation is measured. */
  readonly event: object;
  readonly status: number;
  /** What else a gate answers, and a bare call cannot. */
  readonly gate: readonly { readonly event: object; readonly status: number }[];
}

export const jobs: readonly Job[] = [
  {
    operationId: 'createPipeline',
    event: creation(compliant),
    status: 201,
    gate: [
      { event: creation(refused), status: 422 },
      { event: creation({ ...compliant, imageRecipeArn: 7 }), status: 422 },
    ],
  },
  { operationId: 'getPipeline', event: reading('web-base'), status: 200, gate: [{ event: reading('other'), status: 404 }] },
];

/** Throws unless the bundle does its job as the others do. */
export async function conform(job: Job, { name, file }: Bundle, isGate: boolean, environment: Record<string, string>) {
  const expected = [job, ...(isGate ? job.gate : [])];
  const { answers } = await start(
    file,
    expected.map(({ event }) => event),
    environment,
  );
  for (const [index, { status }] of expected.entries()) {
    const answer = answers[index];
    const isSuccess = status < 300;
    if (answer?.statusCode !== status || (isSuccess && !answer.body.includes('web-base'))) {
      throw new Error(`${name}, ${job.operationId}: ${JSON.stringify(answer)} in the place of ${status}`);
    }
  }
}

/** Milliseconds from nothing to the first answer. */
export function coldOf({ load, times: [first = Number.NaN] }: Start): number {
  return load + first;
}
