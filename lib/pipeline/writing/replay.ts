import { hash } from 'node:crypto';
import type { Tags } from '../../identity/ownership.ts';
import { ApiError } from '../../problem/api-error.ts';
import { IdempotencyKeyReused, ResourceInUse } from '../../problem/errors.ts';
import { unlessFailed } from '../../problem/unless-failed.ts';
import { maximumTags } from '../../service-limits.ts';
import { judgeStanding } from '../judging/judge-stored.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';
import { definitionOf } from '../stored/record.ts';
import { keysTag, keysTagOver, keysTagWith, seenAs } from '../stored/request-key.ts';
import type { Pipeline } from '../view/pipeline.ts';
import { pipelineView } from '../view/view.ts';
import { lookBack } from './read-back.ts';
import { type Move, statesOf, type Transition } from './step-order.ts';
import type { WritePorts, WriteRequest, Written } from './write-request.ts';

/**
 * Whether the failure of a write says that Image Builder has seen its update before, whose token is made of this very request, on
 * a pipeline that others have changed since.
 */
export function isOfSeenUpdate(error: unknown, { requestKey }: WriteRequest): error is ApiError {
  return requestKey !== undefined && error instanceof ApiError && error.type === 'idempotency-key-reused';
}

/** An update that was seen before is the whole of a write that takes no other call; of one that does, the rest may be missing. */
export function requireNothingElse(moves: readonly Move[], error: ApiError): void {
  if (moves.every(({ name }) => name === 'update-settings')) return;
  throw new ResourceInUse(halfSeen, {
    title: 'Someone else has changed the pipeline meanwhile',
    extensions: error.extensions,
    cause: error.cause,
  });
}

const halfSeen =
  'An earlier try with this key has changed the settings of the pipeline, and someone else has changed them since, so this one could not ' +
  'complete what the earlier one may have left. Read the pipeline again, and send what is still to be changed with another key.';

/**
 * The calls of a write, and what is known of its key when they are made: that nothing more has to be done for it, that it is
 * still to be kept, or that there is no room for it.
 */
export interface Keeping {
  readonly moves: readonly Move[];
  readonly key: 'kept' | 'open' | 'no room';
}

/** What a write may leave as it was, the pipeline breaks all the same: its view tells how it stands. */
export function shownAs(record: PipelineRecord, { name }: WriteRequest, ports: WritePorts): Pipeline {
  const definition = definitionOf(record);
  const { verdict } = judgeStanding(definition, ports);
  return { name, view: pipelineView(record, { verdict, now: ports.clock() }), definition };
}

/**
 * The answer to a request that was answered before, `undefined` where this one was not. Comes before the caller's conditions,
 * because what they were about has been done (RFC 9110 §13.1.1). Throws `IdempotencyKeyReused` where its key has named another
 * request.
 */
export function replayed(record: PipelineRecord, request: WriteRequest, ports: WritePorts): Written | undefined {
  const { requestKey } = request;
  const seen = seenAs(record.tags, requestKey);
  if (seen === 'other') throw new IdempotencyKeyReused('This idempotency key was used before, for a request with another body.');
  return seen === 'done' ? { ...shownAs(record, request, ports), outcome: 'replayed', changed: [], advisories: [] } : undefined;
}

/** The token of a write's update, and the tag with which a pipeline remembers that this update was taken back. */
export interface UpdateTry {
  readonly clientToken: string;
  readonly undoneTagOver: (tags: Tags | undefined) => Tags | undefined;
}

/**
 * What was done and taken back has used up its token, with which Image Builder would answer from memory and do nothing: the next
 * try of the same request takes another one, the same one for all its repeats.
 */
export function updateTryOf({ tags }: PipelineRecord, { requestKey, updateToken }: WriteRequest): UpdateTry {
  const seen = seenAs(tags, requestKey);
  const undone = typeof seen === 'object' ? seen.undone : 0;
  const clientToken = undone === 0 ? updateToken : hash('sha256', `${updateToken} ${undone}`, 'base64url');
  return { clientToken, undoneTagOver: (now) => requestKey && keysTagWith(now, requestKey, undone + 1) };
}

/** The answer to a request whose update Image Builder has seen before. */
export async function replayOf(record: PipelineRecord, request: WriteRequest, ports: WritePorts): Promise<Written> {
  const now = (await lookBack(request.name, request, ports)) ?? record;
  return { ...shownAs(now, request, ports), outcome: 'replayed', changed: [], advisories: [] };
}

/**
 * How a write remembers its key: along with the only tags that it sets, or in a call of its own after the last. Where the
 * caller's tags take all the room there is, at the end or on the way, what was remembered goes first; at the end it comes back as
 * far as there is room.
 */
export function keyKeeping(
  moves: readonly Move[],
  { tags }: PipelineRecord,
  transition: Transition,
  { requestKey }: WriteRequest,
): Keeping {
  const kept = tags?.[keysTag];
  const counts = statesOf(moves, transition).map((state) => Object.keys(state.tags ?? {}).length);
  if (kept !== undefined && Math.max(0, ...counts) >= maximumTags) {
    const crowded: readonly Move[] = [{ name: 'remove-tags', keys: [keysTag] }, ...moves];
    const isFull = (counts.at(-1) ?? 0) >= maximumTags;
    if (!isFull) return { moves: crowded, key: 'open' };
    return { moves: crowded, key: requestKey === undefined ? 'kept' : 'no room' };
  }
  if (requestKey === undefined) return { moves, key: 'kept' };
  const tag = keysTagWith({ ...transition.resulting.tags, ...(kept === undefined ? {} : { [keysTag]: kept }) }, requestKey);
  if (tag === undefined) return { moves, key: 'no room' };
  const [only, ...others] = moves;
  if (only?.name !== 'add-tags' || others.length > 0) return { moves, key: 'open' };
  return { moves: [{ ...only, tags: { ...only.tags, ...tag } }], key: 'kept' };
}

/**
 * Sees to it that a pipeline remembers what a write has done, beside what others had it remember meanwhile. Whether nothing has
 * to be kept, or it is; the write stands, whatever becomes of this.
 */
export async function keepKey(
  { key }: Keeping,
  found: PipelineRecord,
  seen: PipelineRecord,
  { name, signal, requestKey }: WriteRequest,
  { imageBuilder }: WritePorts,
): Promise<boolean> {
  if (key === 'no room') return false;
  // Without a key there is something to do only where what was kept had to go for a while.
  if (requestKey === undefined && key === 'kept') return true;
  const wanted = keysTagOver(found.tags, seen.tags, requestKey);
  if (wanted === undefined) return requestKey === undefined;
  if (wanted[keysTag] === seen.tags?.[keysTag]) return true;
  const tagged = await unlessFailed(imageBuilder.tagPipeline(name, wanted, { signal }).then(() => true));
  return tagged ?? false;
}
