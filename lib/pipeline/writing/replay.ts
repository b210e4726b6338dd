import { hash } from 'node:crypto';
import { ApiError } from '../../problem/api-error.ts';
import { IdempotencyKeyReused } from '../../problem/errors.ts';
import type { Definition } from '../definition/definition.ts';
import { maximumTags } from '../definition/tag-map.ts';
import { judgeStanding } from '../judging/judge-stored.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';
import { definitionOf } from '../stored/record.ts';
import { keysTag, keysTagWith, seenAs } from '../stored/request-key.ts';
import type { Pipeline } from '../view/pipeline.ts';
import { pipelineView } from '../view/view.ts';
import { lookBack } from './read-back.ts';
import type { Move } from './step-order.ts';
import type { Tags } from './tag-changes.ts';
import type { WritePorts, WriteRequest, Written } from './write.ts';

/**
 * Whether the failure of a write says that it was done before: its update bears a token that is made of this very request, and Image
 * Builder has seen it, on a pipeline that others have changed since.
 */
export function isOfReplay(error: unknown, { requestKey }: WriteRequest): boolean {
  return requestKey !== undefined && error instanceof ApiError && error.type === 'idempotency-key-reused';
}

/** The calls of a write, and the tag that is still to be set when they are made. */
export interface Keeping {
  readonly moves: readonly Move[];
  readonly tag: Tags | 'no room' | undefined;
}

/** What a write may leave as it was, the pipeline breaks all the same: its view tells how it stands. */
export function shownAs(record: PipelineRecord, { name }: WriteRequest, ports: WritePorts): Pipeline {
  const definition = definitionOf(record);
  const { verdict } = judgeStanding(definition, ports);
  return { name, view: pipelineView(record, { verdict, now: ports.clock() }), definition };
}

/**
 * The answer to a request that was answered before, `undefined` where this one was not. Comes before the caller's conditions, because
 * what they were about has been done (RFC 9110 §13.1.1). Throws `IdempotencyKeyReused` where its key has named another request.
 */
export function replayed(record: PipelineRecord, request: WriteRequest, ports: WritePorts): Written | undefined {
  const { requestKey } = request;
  const seen = requestKey === undefined ? 'new' : seenAs(record.tags, requestKey);
  if (seen === 'other') throw new IdempotencyKeyReused('This idempotency key was used before, for a request with another body.');
  return seen === 'done' ? { ...shownAs(record, request, ports), outcome: 'replayed', changed: [], advisories: [] } : undefined;
}

/** The token of a write's update, and the tag with which a pipeline remembers that this update was taken back. */
export interface UpdateTry {
  readonly clientToken: string;
  readonly undoneTag: Tags | undefined;
}

/**
 * What was done and taken back has used up its token, with which Image Builder would answer from memory and do nothing: the next try of the
 * same request takes another one, the same one for all its repeats.
 */
export function updateTryOf({ tags }: PipelineRecord, { requestKey, updateToken }: WriteRequest): UpdateTry {
  const seen = requestKey === undefined ? 'new' : seenAs(tags, requestKey);
  const undone = typeof seen === 'object' ? seen.undone : 0;
  const clientToken = undone === 0 ? updateToken : hash('sha256', `${updateToken} ${undone}`, 'base64url');
  return { clientToken, undoneTag: requestKey && keysTagWith(tags, requestKey, undone + 1) };
}

/** The answer to a request whose update Image Builder has seen before. */
export async function replayOf(record: PipelineRecord, request: WriteRequest, ports: WritePorts): Promise<Written> {
  const now = await lookBack(request.name, () => record, request, ports);
  return { ...shownAs(now, request, ports), outcome: 'replayed', changed: [], advisories: [] };
}

/**
 * How a write remembers its key: along with the only tags that it sets, or in a call of its own after the last. Where the caller's tags
 * take all the room there is, what was remembered goes.
 */
export function keyKeeping(
  moves: readonly Move[],
  { tags }: PipelineRecord,
  resulting: Definition,
  { requestKey }: WriteRequest,
): Keeping {
  const kept = tags?.[keysTag];
  const isFull = Object.keys(resulting.tags ?? {}).length >= maximumTags;
  if (isFull && kept !== undefined) {
    const tag = requestKey && 'no room';
    return { moves: [{ name: 'remove-tags', keys: [keysTag] }, ...moves], tag };
  }
  const room = { ...resulting.tags, ...(kept === undefined ? {} : { [keysTag]: kept }) };
  const tag = requestKey && (keysTagWith(room, requestKey) ?? 'no room');
  const [only, ...others] = moves;
  if (typeof tag !== 'object' || only?.name !== 'add-tags' || others.length > 0) return { moves, tag };
  return { moves: [{ ...only, tags: { ...only.tags, ...tag } }], tag: undefined };
}

/** Whether nothing has to be kept, or it is. The write stands, whatever becomes of this. */
export async function keepKey(
  tag: Keeping['tag'],
  { name, signal }: WriteRequest,
  { imageBuilder }: WritePorts,
): Promise<boolean> {
  if (tag === undefined || tag === 'no room') return tag === undefined;
  try {
    await imageBuilder.tagPipeline(name, tag, { signal });
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}
