import { createHash } from 'node:crypto';
import { canonicalJson } from '../json/canonical.ts';
import { MalformedRequest } from '../problem/errors.ts';

/** The strong entity tag of a JSON value: equal values have equal tags, whatever the order of their members. */
export function etagOf(value: unknown): string {
  return `"${createHash('sha256').update(canonicalJson(value)).digest('base64url')}"`;
}

/**
 * Whether an `If-None-Match` header names the current tag, by weak comparison (RFC 9110 §13.1.2): the caller has what we would send.
 * Rejects a header that is neither `*` nor a list of entity tags.
 */
export function namesTag(header: string, current: string): boolean {
  if (header === '*') return true;
  return entityTags('If-None-Match', header).some((tag) => tag.replace(/^W\//, '') === current);
}

/** Entity tags of a list. A proxy that compresses may have appended a suffix inside the quotes; such a tag is simply another one. */
function entityTags(name: string, header: string): string[] {
  const tags = header.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];
  const rest = header.replaceAll(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g, '');
  if (tags.length === 0 || /[^\s,]/.test(rest)) {
    throw new MalformedRequest(`${name} has to be * or a list of quoted entity tags such as "abc", "def".`);
  }
  return tags;
}
