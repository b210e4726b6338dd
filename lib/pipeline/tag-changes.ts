/** What turns the tags of a pipeline into others. */
export interface TagChanges {
  /** New tags, and tags with another value. */
  readonly set: Readonly<Record<string, string>>;
  /** Keys that have to go before the others can come, for want of room. Empty but where nearly all tags are exchanged. */
  readonly removedFirst: readonly string[];
  /** Keys that go when everything else is done. */
  readonly removedLast: readonly string[];
}

export type Tags = Readonly<Record<string, string>>;

/** Tags that a resource may have; those under `aws:` do not count ("Tag naming limits and requirements", AWS Tagging User Guide). */
const maximumTags = 50;

/** What has to be done to tags; both maps are without those under `aws:`, which are AWS's alone. */
export function tagChanges(current: Tags, wanted: Tags): TagChanges {
  const set = Object.entries(wanted).filter(([key, value]) => !Object.hasOwn(current, key) || current[key] !== value);
  const removed = Object.keys(current).filter((key) => !Object.hasOwn(wanted, key));
  const added = set.filter(([key]) => !Object.hasOwn(current, key)).length;
  const surplus = Math.max(0, Object.keys(current).length + added - maximumTags);
  return { set: Object.fromEntries(set), removedFirst: removed.slice(0, surplus), removedLast: removed.slice(surplus) };
}
