import type { Tags } from '../../identity/ownership.ts';
import { maximumTags, maximumTagValueLength } from '../../service-limits.ts';
import { ownPrefix } from '../definition/tag-map.ts';

/** A try that its caller has named, in two hashes. */
export interface RequestKey {
  /** Of who asks for what under which key. */
  readonly key: string;
  /** Of what was sent. */
  readonly request: string;
}

/** The tag in which a pipeline keeps the last keyed writes that were done to it. */
export const keysTag = `${ownPrefix}keys`;

/** Characters of each hash that are kept: 60 bits, so that no two of the few that stand together are ever alike. */
const kept = 10;

/**
 * What a pipeline knows of a try: nothing, that it was done as this request or another one, or how often it was done and taken
 * back, because Image Builder had refused a later call of it.
 */
export type TryState = 'new' | 'done' | 'other' | { readonly undone: number };

export function seenAs(tags: Tags | undefined, requestKey: RequestKey | undefined): TryState {
  if (requestKey === undefined) return 'new';
  const { key, request } = requestKey;
  const entry = entriesIn(tags).find((each) => isOf(key, each));
  if (entry === undefined) return 'new';
  const [sent, undone] = entry.slice(kept + 1).split('!');
  if (sent !== request.slice(0, kept)) return 'other';
  return undone === undefined ? 'done' : { undone: Number(undone) };
}

/**
 * The tag that says of a try, beside those before it, that it was done, or how often it was taken back; `undefined` where the
 * pipeline has no room for it. That it was done is written with the last thing that a write does, or after it: what stands there
 * is complete.
 */
export function keysTagWith(tags: Tags | undefined, { key, request }: RequestKey, undone = 0): Tags | undefined {
  const isFull = !Object.hasOwn(tags ?? {}, keysTag) && Object.keys(tags ?? {}).length >= maximumTags;
  if (isFull) return undefined;
  const entry = `${key.slice(0, kept)}:${request.slice(0, kept)}${undone === 0 ? '' : `!${undone}`}`;
  const entries = [...entriesIn(tags).filter((each) => !isOf(key, each)), entry];
  while (entries.join(' ').length > maximumTagValueLength) entries.shift();
  return { [keysTag]: entries.join(' ') };
}

/**
 * The tag that says of a try that it was done, over what is kept now and what was kept before: of two writes at one moment each
 * sets what it has found, and the one that finds an entry gone by then, the other's or its own, puts it back. Without a try, only
 * what was kept. `undefined` where there is no room, or nothing to keep.
 */
export function keysTagOver(before: Tags | undefined, now: Tags | undefined, requestKey?: RequestKey): Tags | undefined {
  const value = now?.[keysTag];
  if (value === undefined && Object.keys(now ?? {}).length >= maximumTags) return undefined;
  const there = entriesIn(now);
  const lost = entriesIn(before).filter((entry) => !there.some((each) => isOf(entry.slice(0, kept), each)));
  // What has gone at the old end of a full tag is not lost.
  const all = [...lost, ...there].join(' ');
  const entries = there.length > 0 && all.length > maximumTagValueLength ? there.join(' ') : all;
  if (requestKey === undefined) return entries === '' ? undefined : { [keysTag]: entries };
  if (value === entries && seenAs(now, requestKey) === 'done') return { [keysTag]: value };
  return keysTagWith({ [keysTag]: entries }, requestKey);
}

function entriesIn(tags: Tags | undefined): readonly string[] {
  const value = tags?.[keysTag] ?? '';
  return value === '' ? [] : value.split(' ');
}

function isOf(key: string, entry: string): boolean {
  return entry.startsWith(`${key.slice(0, kept)}:`);
}
