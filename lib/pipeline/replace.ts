import { AlreadyExists } from '../problem/errors.ts';
import { type CreatePorts, createPipeline } from './create.ts';
import type { Definition } from './definition/definition.ts';
import { requireDefinition } from './definition/required-definition.ts';
import { changesBetween } from './judging/changes.ts';
import { noticesOfReplacement } from './judging/notice.ts';
import { requireProposal } from './judging/proposal.ts';
import { proposeReplacement } from './judging/propose-replacement.ts';
import { findToChange } from './stored/address.ts';
import type { PipelineRecord } from './stored/image-builder.ts';
import { definitionOf } from './stored/record.ts';
import { replayed } from './writing/replay.ts';
import { changePipeline } from './writing/write.ts';
import type { WritePorts, WriteRequest, Written } from './writing/write-request.ts';

/** What a replacement may have to do, which is to create also. */
export type ReplacePorts = WritePorts & CreatePorts;

/**
 * Makes the pipeline at an address equal to a definition, settings and tags, or creates it. A definition without `status` leaves
 * a disabled pipeline disabled and says so in `advisories`, as it says what it drops. Rejects with `ValidationFailed`, with
 * `PreconditionFailed`, or as a creation or a change does.
 *
 * Image Builder has no compare-and-set. The conditions hold for the pipeline as it was read; somebody else who writes between
 * that read and the last call of this write is overwritten, or overwrites.
 */
export async function replacePipeline(request: WriteRequest, ports: ReplacePorts): Promise<Written> {
  const sent = requireDefinition(request.body);
  const record = await findToChange(request.name, request, ports);
  const before = record && replayed(record, request, ports);
  if (before !== undefined) return before;
  guardReplacement(sent, record, request);
  const current = record && definitionOf(record);
  const proposal = requireProposal(proposeReplacement(sent, request.name, current));
  if (record === undefined) return await createdAt(sent, request, ports);
  return await changePipeline(record, proposal, (changes) => noticesOfReplacement(proposal, changes), request, ports);
}

function guardReplacement(sent: Definition, record: PipelineRecord | undefined, { guard }: WriteRequest): void {
  if (guard === undefined) return;
  const current = record && definitionOf(record);
  guard(current, () => {
    if (current === undefined) return [];
    const wanted = current.status === undefined ? sent : { status: current.status, ...sent };
    return changesBetween(current, wanted).map(({ pointer }) => pointer);
  });
}

async function createdAt(sent: Definition, request: WriteRequest, ports: ReplacePorts): Promise<Written> {
  try {
    const { isReplay: _, ...created } = await createPipeline(request, ports);
    return { ...created, outcome: 'created', changed: [] };
  } catch (error) {
    if (!(error instanceof AlreadyExists)) throw error;
    const record = await findToChange(request.name, request, ports);
    // A stranger learns what a creation tells everybody: that the name is taken.
    if (record === undefined) throw error;
    // Somebody created it between the read and the write. Conditions such as "create only" are broken then.
    guardReplacement(sent, record, request);
    throw new AlreadyExists('Someone else created the pipeline at the same moment. Repeat the request to replace it.', {
      cause: error.cause,
    });
  }
}
