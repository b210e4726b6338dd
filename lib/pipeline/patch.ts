import { differences } from '../json/difference.ts';
import { mergePatch } from '../json/merge-patch.ts';
import { requireProposal } from './judging/proposal.ts';
import { proposePatch } from './judging/propose-patch.ts';
import { findToChange, missingPipeline } from './stored/address.ts';
import { definitionOf } from './stored/record.ts';
import { replayed } from './writing/replay.ts';
import { changePipeline } from './writing/write.ts';
import type { WritePorts, WriteRequest, Written } from './writing/write-request.ts';

/**
 * Changes the members of a pipeline that a JSON Merge Patch (RFC 7396) has, and no other. What results is judged as a whole.
 * Rejects with `NotFound`, `PreconditionFailed`, `ValidationFailed`, or as a change does; what `replacePipeline` says of other
 * writers holds here too.
 */
export async function patchPipeline(request: WriteRequest, ports: WritePorts): Promise<Written> {
  const record = await findToChange(request.name, request, ports);
  const before = record && replayed(record, request, ports);
  if (before !== undefined) return before;
  const current = record && definitionOf(record);
  request.guard?.(current, () => differences(current, mergePatch(current, request.body)).map(({ pointer }) => pointer));
  if (record === undefined || current === undefined) throw missingPipeline(request.name);
  const proposal = requireProposal(proposePatch(request.body, current));
  return await changePipeline(record, proposal, () => [], request, ports);
}
