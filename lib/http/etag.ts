import { hash } from 'node:crypto';
import { canonicalJson } from '../json/canonical.ts';
import { MalformedRequest } from '../problem/errors.ts';

/** The strong entity tag of a JSON value: equal values have equal tags, whatever the order of their members. */
export function etagOf(value: unknown): string {
  return `"${hash('sha256', canonicalJson(value), 'base64url')}"`;
}

/**
 * Whether an `If-None-Match` header names the current tag, by weak comparison (RFC 9110 §13.1.2): the caller has what we would
 * send. Rejects a header that is neither `*` nor a list of entity tags.
 */
export function namesTag(header: string, current: string): boolean {
  return weaklyNames(entityTags('If-None-Match', header), current);
}

/** The tags that a condition names, weak ones with `W/` in front; `*` stands for any. */
export type EntityTags = '*' | readonly string[];

/** Whether a condition names a strong tag, whether it calls it strong or weak. */
export function weaklyNames(tags: EntityTags, current: string): boolean {
  return tags === '*' || tags.some((tag) => tag.replace(/^W\//, '') === current);
}

// A list may have empty elements (RFC 9110 §5.6.1), but no tag without a comma before the next.
const tag = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"';
const oneTag = new RegExp(tag, 'g');
const listOfTags = new RegExp(`^[\\t ,]*${tag}(?:[\\t ]*,[\\t ,]*${tag})*[\\t ,]*$`);

/**
 * The value of a header that is `*` or a list of entity tags. Throws `MalformedRequest`. A proxy that compresses may have
 * appended a suffix inside the quotes; such a tag is simply another one.
 */
export function entityTags(name: string, header: string): EntityTags {
  const value = header.trim();
  if (value === '*') return '*';
  if (listOfTags.test(value)) return value.match(oneTag) ?? [];
  throw new MalformedRequest(`${name} must be * or a list of quoted entity tags such as "abc", "def".`);
}
