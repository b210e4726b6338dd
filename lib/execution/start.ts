import type { Caller } from '../identity/caller.ts';
import type { Tags } from '../identity/ownership.ts';
import type { Court, OnJudged } from '../pipeline/judging/ports.ts';
import { findToChange, missingPipeline, requireAddress } from '../pipeline/stored/address.ts';
import type { PipelineRecord, WriteOptions } from '../pipeline/stored/image-builder.ts';
import { definitionOf } from '../pipeline/stored/record.ts';
import { isSince } from '../pipeline/stored/time.ts';
import { sayingWhatIsKnown } from '../pipeline/writing/what-is-known.ts';
import type { Finding, Verdict } from '../policy/verdict.ts';
import { ApiError } from '../problem/api-error.ts';
import { unlessFailed } from '../problem/unless-failed.ts';
import type { ExecutionPorts } from './address.ts';
import type { ImageRecord } from './image-builder.ts';
import { requireRunTags } from './run-tags.ts';
import { requireStartTags } from './start-body.ts';
import { judgeStart, requireStartable } from './start-judgement.ts';
import { startedByTag, startedByValue } from './started-by.ts';
import { type ExecutionNotice, type ExecutionView, executionView } from './view.ts';

export interface StartRequest extends WriteOptions {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly pipeline: string;
  /** `{ tags? }` as it was sent; `undefined` when nothing was. */
  readonly body: unknown;
  readonly caller: Caller;
  /** Whether the caller gave a key, so that it can safely repeat the request. */
  readonly hasKey?: boolean;
  readonly onJudged?: OnJudged;
}

export type StartPorts = ExecutionPorts<'startExecution' | 'getExecution' | 'listExecutions'> & Court;

/**
 * Judges a run and starts it by hand, whatever the schedule and the status of the pipeline say, and reads it back. Its image gets
 * the tags that `runTags` tells. Rejects with `ValidationFailed`, `Forbidden`, `PolicyViolation`, `PolicyEvaluationFailed`, or
 * what Image Builder had against it.
 */
export async function startExecution(request: StartRequest, ports: StartPorts): Promise<ExecutionView> {
  const { pipeline, caller } = request;
  requireAddress(pipeline);
  const given = requireStartTags(request.body);
  const settings = await findToChange(pipeline, request, ports);
  if (settings === undefined) throw missingPipeline(pipeline);
  const tagging = { given, definition: definitionOf(settings), ownerTag: ports.teams.ownerTag };
  const tags = { ...requireRunTags(tagging), [startedByTag]: startedByValue(caller.subject, request.clientToken) };
  const judgement = judgeStart(tagging, ports);
  request.onJudged?.(pipeline, judgement);
  requireStartable(judgement, ports);
  const { arn } = await startOrFind(tags, request, ports);
  // The run has begun by now: whoever took a failed look for a failed start would start another one.
  const record = await unlessFailed(ports.imageBuilder.getExecution(arn, request));
  return executionView(record ?? { arn, tags, buildType: 'USER_INITIATED' }, {
    pipeline,
    home: ports.deployment,
    now: ports.clock(),
    notices: noticesOf(settings, judgement.verdict),
  });
}

/**
 * Starts a run, or finds it where the answer to that was lost: one that began just now with the same tags, of which the caller's
 * name is one. Rejects with the failure, and with what is known of it, where there is none.
 */
async function startOrFind(tags: Tags, request: StartRequest, ports: StartPorts): Promise<{ readonly arn: string }> {
  const { pipeline, hasKey = false } = request;
  const since = ports.clock();
  return await sayingWhatIsKnown('start', hasKey, async () => {
    try {
      return await ports.imageBuilder.startExecution(pipeline, tags, request);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.mayHaveHappened) throw error;
      const { signal } = request;
      const page = await unlessFailed(ports.imageBuilder.listExecutions(pipeline, { maxResults: 25 }, { signal }));
      const found = page?.records.find((record) => isSince(since, record.dateCreated) && hasTags(record, tags));
      if (found === undefined) throw error;
      return found;
    }
  });
}

function hasTags({ tags: there = {} }: ImageRecord, tags: Tags): boolean {
  return Object.entries(tags).every(([key, value]) => there[key] === value);
}

function noticesOf({ status }: Pick<PipelineRecord, 'status'>, { advisories, excepted }: Verdict): readonly ExecutionNotice[] {
  return [
    ...(status === 'DISABLED' ? [disabled] : []),
    ...advisories.map((finding): ExecutionNotice => ({ code: 'policy-advisory', message: `${sayingOf(finding)}.`, finding })),
    ...excepted.map((finding): ExecutionNotice => {
      const { id, until } = finding.exception;
      return {
        code: 'policy-exception',
        message: `${sayingOf(finding)}; the exception ${id} admits it until ${until}.`,
        finding,
      };
    }),
  ];
}

function sayingOf({ rule, message, concerns }: Finding): string {
  return `The ${concerns} breaks the rule ${rule}: ${message}`;
}

const disabled: ExecutionNotice = {
  code: 'pipeline-disabled',
  message: 'The pipeline is disabled: it runs when it is started by hand, as now, but not on its schedule.',
};
