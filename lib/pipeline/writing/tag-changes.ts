import type { Tags } from '../../identity/ownership.ts';
import { maximumTags } from '../../service-limits.ts';

/** What turns the tags of a pipeline into others. */
export interface TagChanges {
  /** New tags, and tags with another value. */
  readonly set: Tags;
  /** Keys that go. */
  readonly removed: readonly string[];
}

/** What has to be done to tags; both maps are without those under `aws:`, which are AWS's alone. */
export function tagChanges(current: Tags, wanted: Tags): TagChanges {
  const set = Object.entries(wanted).filter(([key, value]) => !Object.hasOwn(current, key) || current[key] !== value);
  const removed = Object.keys(current).filter((key) => !Object.hasOwn(wanted, key));
  return { set: Object.fromEntries(set), removed };
}

/** Keys that have to go before others can come, for want of room. None but where nearly all tags are exchanged. */
export function removedForRoom(current: Tags, { set, removed }: TagChanges): readonly string[] {
  const added = Object.keys(set).filter((key) => !Object.hasOwn(current, key)).length;
  return removed.slice(0, Math.max(0, Object.keys(current).length + added - maximumTags));
}
