import { maximumTags } from './tag-changes.ts';
import { maximumValueLength, ownPrefix } from './tag-map.ts';

/** A try that its caller has named, in two hashes. */
export interface RequestKey {
  /** Of who asks for what under which key. */
  readonly key: string;
  /** Of what was sent. */
  readonly request: string;
}

type Tags = Readonly<Record<string, string>>;

/** The tag in which a pipeline keeps the last keyed writes that were done to it. */
export const keysTag = `${ownPrefix}keys`;

/** Characters of each hash that are kept: 60 bits, so that no two of the few that stand together are ever alike. */
const kept = 10;

/** With two hashes, a colon and a blank each, as many as the value of a tag has room for. */
const mostKeys = Math.floor((maximumValueLength + 1) / (2 * kept + 2));

/** Whether a pipeline has seen a try: never, as this request, or as another one. */
export function seenAs(tags: Tags | undefined, { key, request }: RequestKey): 'new' | 'same' | 'other' {
  const entry = entriesIn(tags).find((each) => each.startsWith(`${key.slice(0, kept)}:`));
  if (entry === undefined) return 'new';
  return entry === entryOf({ key, request }) ? 'same' : 'other';
}

/**
 * The tag that says of a try, beside those before it, that it was done; `undefined` where the pipeline has no room for it. It is written
 * with the last thing that a write does, or after it: what stands there is complete.
 */
export function keysTagWith(tags: Tags | undefined, requestKey: RequestKey): Tags | undefined {
  const isFull = !Object.hasOwn(tags ?? {}, keysTag) && Object.keys(tags ?? {}).length >= maximumTags;
  if (isFull) return undefined;
  const entries = [...entriesIn(tags), entryOf(requestKey)].slice(-mostKeys);
  return { [keysTag]: entries.join(' ') };
}

function entriesIn(tags: Tags | undefined): readonly string[] {
  const value = tags?.[keysTag] ?? '';
  return value === '' ? [] : value.split(' ');
}

function entryOf({ key, request }: RequestKey): string {
  return `${key.slice(0, kept)}:${request.slice(0, kept)}`;
}
