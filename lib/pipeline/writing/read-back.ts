import { mayChange, ownerOf } from '../../identity/ownership.ts';
import { IdempotencyKeyReused } from '../../problem/errors.ts';
import { unlessFailed } from '../../problem/unless-failed.ts';
import { pauseFor } from '../../time/pause.ts';
import { type Directory, findPipeline, type Seeker } from '../stored/address.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';
import type { RequestKey } from '../stored/request-key.ts';

/** Reads a pipeline that a write may have made or changed; `undefined` where it is not there, or where nothing can be seen. */
export async function lookBack(name: string, seeker: Seeker, directory: Directory): Promise<PipelineRecord | undefined> {
  return (await look(name, seeker, directory))?.record;
}

/** Who created a pipeline, and how. */
export interface Creation extends Seeker {
  /** The caller's name for its try. The service answers one that it has seen from memory, also when the pipeline is gone. */
  readonly requestKey?: RequestKey | undefined;
}

/**
 * Reads a pipeline that has just been created. Where there is none, or another team has one of this name by now, it was an
 * earlier request with the same key that created it. Rejects with `IdempotencyKeyReused`.
 */
export async function lookAtCreated(
  name: string,
  asWritten: () => PipelineRecord,
  creation: Creation,
  directory: Directory,
): Promise<PipelineRecord> {
  const sight = await look(name, creation, directory);
  if (sight === undefined) return asWritten();
  const isLate = sight.record === undefined && creation.requestKey !== undefined;
  const last = isLate ? await lookLonger(name, creation, directory) : sight;
  if (last === undefined) return asWritten();
  const { record } = last;
  if (record !== undefined && mayChange(creation.caller, ownerOf(record.tags, directory.teams))) return record;
  if (creation.requestKey !== undefined) throw keyOfGone(name);
  return asWritten();
}

/** Milliseconds between looks for a pipeline that has been created: reads may be behind writes for a moment. */
const pauses = [100, 300, 900];

/** A pipeline that is not there the first time may only be late. */
async function lookLonger(name: string, seeker: Seeker, directory: Directory): Promise<Sight | undefined> {
  let sight: Sight | undefined;
  for (const milliseconds of pauses) {
    await pauseFor(milliseconds, seeker.signal);
    sight = (await look(name, seeker, directory)) ?? sight;
    if (sight?.record !== undefined) return sight;
  }
  return sight;
}

/** What a look shows that does not fail. */
interface Sight {
  readonly record?: PipelineRecord;
}

/** What is at an address for the caller; `undefined` where a look fails. */
function look(name: string, seeker: Seeker, directory: Directory): Promise<Sight | undefined> {
  return unlessFailed(findPipeline(name, seeker, directory).then((record) => (record === undefined ? {} : { record })));
}

function keyOfGone(name: string): IdempotencyKeyReused {
  return new IdempotencyKeyReused(
    `A request with this idempotency key has created the pipeline ${name} before, and that is gone. Send another key to create it ` +
      'again. If it was this very request that created it, the same key finds it.',
    { title: 'The idempotency key belongs to a pipeline that is gone' },
  );
}
