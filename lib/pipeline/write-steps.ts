import { hash } from 'node:crypto';
import { changesBetween, isTagChange } from './changes.ts';
import type { Definition } from './definition.ts';
import type { ImageBuilder, WriteOptions } from './image-builder.ts';
import { definitionOf } from './record.ts';
import type { Move, Transition } from './step-order.ts';
import type { Step } from './steps.ts';
import type { Tags } from './tag-changes.ts';

/** The calls that a write makes. */
export type ChangingCalls = Pick<ImageBuilder, 'getPipeline' | 'updatePipeline' | 'tagPipeline' | 'untagPipeline'>;

/** The call of each move of a write, and how it is taken back: only what still stands as this write left it. */
export function stepsOf(
  moves: readonly Move[],
  { name, ...options }: WriteOptions & { readonly name: string },
  { current, resulting }: Transition,
  imageBuilder: ChangingCalls,
): Step[] {
  return moves.map((move): Step => {
    if (move.name === 'update-settings') {
      const run = () => imageBuilder.updatePipeline(name, resulting, options);
      return { name: move.name, run, undo: restoreSettings };
    }
    if (move.name === 'add-tags') {
      const run = () => imageBuilder.tagPipeline(name, move.tags, options);
      return { name: move.name, run, undo: () => restoreTags(move.tags) };
    }
    const run = () => imageBuilder.untagPipeline(name, move.keys, options);
    return { name: move.name, run, undo: () => restoreTags({}, move.keys) };
  });

  /** Somebody else may have written since, and what they wrote is theirs. */
  async function restoreTags(set: Tags, removed: readonly string[] = []): Promise<void> {
    const { tags: before = {} } = current;
    const { tags: now = {} } = await look();
    const ours = Object.keys(set).filter((key) => now[key] === set[key]);
    const lost = removed.filter((key) => !Object.hasOwn(now, key));
    const back = [...ours, ...lost].filter((key) => Object.hasOwn(before, key)).map((key) => [key, before[key] ?? '']);
    const added = ours.filter((key) => !Object.hasOwn(before, key));
    if (back.length > 0) await imageBuilder.tagPipeline(name, Object.fromEntries(back), options);
    if (added.length > 0) await imageBuilder.untagPipeline(name, added, options);
  }

  async function restoreSettings(): Promise<void> {
    if (!changesBetween(await look(), resulting).every(isTagChange)) return;
    await imageBuilder.updatePipeline(name, current, { ...options, clientToken: tokenOfReturn(options.clientToken) });
  }

  async function look(): Promise<Definition> {
    return definitionOf(await imageBuilder.getPipeline(name, options));
  }
}

/** The way back is another request than the way there, and the same one however often it is made. */
function tokenOfReturn(clientToken: string): string {
  return hash('sha256', `back from ${clientToken}`, 'base64url');
}
