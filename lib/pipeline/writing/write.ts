import { mayChange, ownerOf } from '../../identity/ownership.ts';
import type { Difference } from '../../json/difference.ts';
import { NotFound } from '../../problem/errors.ts';
import { unlessFailed } from '../../problem/unless-failed.ts';
import type { Definition } from '../definition/definition.ts';
import { changesBetween, isTagChange } from '../judging/changes.ts';
import { requireOwnReferences } from '../judging/foreign-references.ts';
import { judgeProposal, requireAllowed } from '../judging/judge-proposal.ts';
import { requireNothingLost } from '../judging/lost-settings.ts';
import {
  besideDefaults,
  type ChangeNotice,
  keyNotKept,
  noticesOfDefaults,
  noticesOfLookBack,
  noticesOfPairs,
  noticesOfUpdate,
} from '../judging/notice.ts';
import type { Court } from '../judging/ports.ts';
import type { Proposal } from '../judging/proposal.ts';
import { refusalOf } from '../judging/refusal.ts';
import { requireStillOurs } from '../stored/address.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';
import { definitionOf, recordOf } from '../stored/record.ts';
import { isAnotherPipeline } from '../stored/same-pipeline.ts';
import { carryOut, deletedMeanwhile } from './multi-step-write.ts';
import { isOfSeenUpdate, keepKey, keyKeeping, replayOf, requireNothingElse, shownAs, updateTryOf } from './replay.ts';
import { type Move, type StepOrder, stepOrder } from './step-order.ts';
import type { WritePorts, WriteRequest, Written } from './write-request.ts';
import { stepsOf } from './write-steps.ts';

/**
 * Judges what a pipeline would become, and makes it that. Sends the whole definition, since Image Builder takes what is left out
 * for its default. Where nothing changes it writes nothing, because an update resets the count of failures. Rejects with
 * `PolicyViolation`, also where it would break the rules half way in every order, `PolicyEvaluationFailed`, `Forbidden` where it
 * would become another team's or refer to what is, `ValidationFailed` where settings would be lost, what Image Builder had
 * against it, or, from the second step on, an `UpstreamError` with `applied` and `pending`.
 */
export async function changePipeline(
  record: PipelineRecord,
  proposal: Proposal,
  notices: (changes: readonly Difference[]) => readonly ChangeNotice[],
  request: WriteRequest,
  ports: WritePorts,
): Promise<Written> {
  const { verdict, resulting, defaulted } = judged(proposal, request, ports);
  const before = definitionOf(record);
  const changes = changesBetween(before, resulting);
  const told = [...verdict.advisories, ...noticesOfDefaults(defaulted, changes), ...notices(besideDefaults(changes, defaulted))];
  if (changes.length === 0)
    return { ...shownAs(record, request, ports), outcome: 'unchanged', before, changed: [], advisories: told };
  requireNothingLost(record, changes, resulting);
  await requireOwnReferences(resulting, before, request, ports);
  const transition = { current: before, resulting, changesSettings: !changes.every(isTagChange) };
  const moves = requireOrder(stepOrder(transition, ports), ports);
  const keeping = keyKeeping(moves, record, transition, request);
  const steps = stepsOf(
    keeping.moves,
    {
      ...request,
      ...updateTryOf(record, request),
      found: record,
      requireOurs: (now) => requireStillOurs(now, request, ports),
    },
    transition,
    ports.imageBuilder,
  );
  try {
    await carryOut(steps, request.requestKey !== undefined);
  } catch (error) {
    if (!isOfSeenUpdate(error, request)) throw error;
    requireNothingElse(moves, error);
    return await replayOf(record, request, ports);
  }
  const sight = await sightAfter(record, request, ports);
  const seen = sight ?? assumed(record, resulting, changes);
  const isKept = sight === undefined ? keeping.key === 'kept' : await keepKey(keeping, record, sight, request, ports);
  const surprises = changesBetween(resulting, definitionOf(seen));
  return {
    ...shownAs(seen, request, ports),
    outcome: 'changed',
    before,
    changed: changes.map(({ pointer }) => pointer),
    advisories: [
      ...told,
      ...noticesOfPairs(resulting, changes),
      ...noticesOfUpdate(record, changes),
      ...noticesOfLookBack(surprises),
      ...(isKept ? [] : [keyNotKept]),
    ],
  };
}

function judged(proposal: Proposal, request: WriteRequest, ports: WritePorts) {
  const judgement = judgeProposal(proposal, request.caller, ports);
  request.onJudged?.(request.name, judgement);
  requireAllowed(judgement, request.caller, ports);
  return judgement;
}

/** Lets a write go on whose pipeline keeps the rules on the way, too. */
function requireOrder(order: StepOrder, { policy }: Court): readonly Move[] {
  if (order.ok) return order.moves;
  throw refusalOf(order.verdict, policy, () => noOrder);
}

const noOrder = {
  title: 'The pipeline would break the rules half way',
  introduction:
    'Image Builder changes tags and settings by separate calls, and in every order of them the pipeline would break a rule in between. ' +
    'Make the change in two requests, by way of a pipeline that keeps the rules, or delete the pipeline and create it again. In between: ',
};

/**
 * The pipeline after a write, `undefined` where a look fails: the write stands. Rejects with `NotFound` where another one has its
 * name by now, which has nothing of the write and is nobody's to be shown.
 */
async function sightAfter(found: PipelineRecord, request: WriteRequest, ports: WritePorts): Promise<PipelineRecord | undefined> {
  const seen = await unlessFailed(ports.imageBuilder.getPipeline(request.name, { signal: request.signal }));
  if (seen === undefined) return undefined;
  if (isAnotherPipeline(found, seen)) throw new NotFound(deletedMeanwhile);
  // What somebody has given away since is told of as it was written, and left alone.
  return mayChange(request.caller, ownerOf(seen.tags, ports.teams)) ? seen : undefined;
}

/** The record that a look would show. Of an update only its time is the service's own, and with it failures are forgotten. */
function assumed(before: PipelineRecord, resulting: Definition, changes: readonly Difference[]): PipelineRecord {
  if (changes.every(isTagChange)) return { ...before, tags: resulting.tags ?? {} };
  const { platform, dateCreated, lastRunStatus } = before;
  return { ...recordOf(resulting, before.arn), platform, dateCreated, lastRunStatus };
}
