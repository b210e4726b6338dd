import { hash } from 'node:crypto';
import type { Tags } from '../../identity/ownership.ts';
import { ApiError } from '../../problem/api-error.ts';
import { NotFound, RateLimited, ResourceInUse } from '../../problem/errors.ts';
import { changesBetween, isTagChange } from '../judging/changes.ts';
import type { PipelineRecord, WriteOptions } from '../stored/image-builder.ts';
import { definitionOf } from '../stored/record.ts';
import { isSamePipeline } from '../stored/same-pipeline.ts';
import type { WriteStep } from './multi-step-write.ts';
import { type Move, stateAfter, type Transition } from './step-order.ts';
import { untilKnown } from './until-known.ts';
import type { ChangingCalls, Guard } from './write-request.ts';

export interface StepOptions extends WriteOptions {
  readonly name: string;
  readonly guard?: Guard | undefined;
  /** The pipeline as the write found it. */
  readonly found: PipelineRecord;
  /** What a pipeline with these tags is tagged with when its settings are put back. */
  readonly undoneTagOver: (tags: Tags | undefined) => Tags | undefined;
  /** Lets the write go on with the pipeline as a later look shows it. */
  readonly requireOurs: (record: PipelineRecord) => void;
}

/**
 * The call of each move of a write, and how it is taken back: only what still stands as this write left it. A call whose answer
 * is lost is repeated only as far as a look shows that it was not obeyed and that nobody else has written in the same place: what
 * others wrote meanwhile counts as written after it.
 *
 * @param guard The caller's conditions, which have to hold still when the first call is repeated.
 */
export function stepsOf(
  moves: readonly Move[],
  { name, guard, found, undoneTagOver, requireOurs, ...options }: StepOptions,
  { current, resulting }: Transition,
  imageBuilder: ChangingCalls,
): WriteStep[] {
  const { signal } = options;
  // With those that a definition does not show.
  const { tags: before = {} } = found;
  let isMarkOpen = false;
  return moves.map((move, index): WriteStep => {
    const lookAgain = index === 0 ? lookGuarded(move) : lookOwned;
    if (move.name === 'update-settings') {
      const run = () => imageBuilder.updatePipeline(name, resulting, options);
      return {
        name: move.name,
        run: () => untilKnown({ run, isDone: () => isUpdated(lookAgain), signal }),
        undo: restoreSettings,
      };
    }
    const asFound: Place = { isOpen: (key, now) => now[key] === before[key], lookAgain };
    if (move.name === 'add-tags')
      return { name: move.name, run: () => setTags(move.tags, asFound), undo: () => restoreTags(move.tags) };
    return { name: move.name, run: () => removeTags(move.keys, asFound), undo: () => restoreTags({}, move.keys) };
  });

  /** Sets tags, where a key is still as it was when this call was decided; a look before each repeat leaves out the others. */
  async function setTags(tags: Tags, { isOpen, lookAgain }: Place): Promise<void> {
    let missing = tags;
    if (Object.keys(missing).length === 0) return;
    await untilKnown({
      signal,
      run: () => imageBuilder.tagPipeline(name, missing, options),
      async isDone() {
        const { tags: now = {} } = await lookAgain();
        missing = Object.fromEntries(Object.entries(missing).filter(([key, value]) => isOpen(key, now) && now[key] !== value));
        return Object.keys(missing).length === 0;
      },
    });
  }

  /** Removes tags, likewise. */
  async function removeTags(keys: readonly string[], { isOpen, lookAgain }: Place): Promise<void> {
    let standing = keys;
    if (standing.length === 0) return;
    await untilKnown({
      signal,
      run: () => imageBuilder.untagPipeline(name, standing, options),
      async isDone() {
        const { tags: now = {} } = await lookAgain();
        standing = standing.filter((key) => Object.hasOwn(now, key) && isOpen(key, now));
        return standing.length === 0;
      },
    });
  }

  /** Settings that are neither the old ones nor the new ones are somebody else's, and an update would overwrite them. */
  async function isUpdated(lookAgain: () => Promise<PipelineRecord>): Promise<boolean> {
    const now = definitionOf(await lookAgain());
    if (changesBetween(now, resulting).every(isTagChange)) return true;
    if (changesBetween(now, current).every(isTagChange)) return false;
    throw new ResourceInUse(overtaken, { title: 'Someone else has changed the pipeline meanwhile' });
  }

  /**
   * Before anything was done, the caller's conditions hold of what others have not written; what this write did itself breaks
   * none.
   */
  function lookGuarded(move: Move): () => Promise<PipelineRecord> {
    return async () => {
      const record = await lookOwned();
      const now = definitionOf(record);
      const expected = [current, stateAfter(current, move, resulting)];
      if (expected.every((state) => changesBetween(now, state).length > 0))
        guard?.(now, () => changesBetween(now, resulting).map(({ pointer }) => pointer));
      return record;
    };
  }

  /** Somebody else may have written since, and what they wrote is theirs. */
  async function restoreTags(set: Tags, removed: readonly string[] = []): Promise<void> {
    const { tags: now = {} } = await look();
    const asLeft: Place = { isOpen: (key, tags) => tags[key] === set[key], lookAgain: look };
    const changed = [...Object.keys(set), ...removed].filter((key) => asLeft.isOpen(key, now));
    const [old = [], added = []] = [true, false].map((had) => changed.filter((key) => Object.hasOwn(before, key) === had));
    await setTags(Object.fromEntries(old.map((key) => [key, before[key] ?? ''])), asLeft);
    await removeTags(added, asLeft);
    if (isMarkOpen) await mark();
  }

  /** The mark comes first: settings that are back without it could not be written again under the same key. */
  async function restoreSettings(): Promise<void> {
    if (!isResulting(await look())) return;
    try {
      await mark();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 500 || error instanceof RateLimited) throw error;
      isMarkOpen = true;
    }
    const clientToken = tokenOfReturn(options.clientToken);
    await untilKnown({
      signal,
      run: () => imageBuilder.updatePipeline(name, current, { ...options, clientToken }),
      isDone: async () => !isResulting(await look()),
    });
  }

  async function mark(): Promise<void> {
    const { tags = {} } = await look();
    const tag = undoneTagOver(tags);
    // Where there is no room for it, there is when the tags of this write are gone again.
    isMarkOpen = tag === undefined;
    await setTags(tag ?? {}, { isOpen: (key, now) => now[key] === tags[key], lookAgain: look });
  }

  function isResulting(record: PipelineRecord): boolean {
    return changesBetween(definitionOf(record), resulting).every(isTagChange);
  }

  async function lookOwned(): Promise<PipelineRecord> {
    const record = await look();
    requireOurs(record);
    return record;
  }

  /** One that was made anew under the name is no other state of this one, and nothing of this write belongs to it. */
  async function look(): Promise<PipelineRecord> {
    const record = await imageBuilder.getPipeline(name, options);
    if (!isSamePipeline(found, record)) throw new NotFound(`The pipeline ${name} was deleted, and another one has its name.`);
    return record;
  }
}

/** Where tags are changed: what of them is nobody else's yet, and how to see that. */
interface Place {
  readonly isOpen: (key: string, now: Tags) => boolean;
  readonly lookAgain: () => Promise<PipelineRecord>;
}

const overtaken =
  'Image Builder failed, and by the next look someone else had changed the settings of the pipeline. So that nothing of that is lost, ' +
  'this write was not repeated; whether it had taken effect before is not known. Read the pipeline again before you decide.';

/** The way back is another request than the way there, and the same one however often it is made. */
function tokenOfReturn(clientToken: string): string {
  return hash('sha256', `back from ${clientToken}`, 'base64url');
}
