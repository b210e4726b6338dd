import * as v from 'valibot';
import { isObject } from '../../json/value.ts';
import { maximumTags, maximumTagValueLength } from '../../service-limits.ts';

type TagMap = Record<string, string>;

/** Tags under this prefix are written by imagegate, and by nobody who asks it. */
export const ownPrefix = 'imagegate:';

/** In any case: AWS takes `AWS:` for its own, too, and conditions on tags pass over the case of a key. */
const reserved: readonly string[] = ['aws:', ownPrefix];

/** Whether a key begins with what is reserved. */
export function isReservedKey(key: string): boolean {
  return reservedPrefixOf(key) !== undefined;
}

/** The prefix that makes a key a reserved one. */
export function reservedPrefixOf(key: string): string | undefined {
  return reserved.find((prefix) => key.slice(0, prefix.length).toLowerCase() === prefix);
}

/**
 * The reference writes `\s`, which is these six in Java and more in JavaScript. Case is spelt out, because a JSON Schema has no
 * flags.
 */
export const tagKey = /^(?![aA][wW][sS]:|[iI][mM][aA][gG][eE][gG][aA][tT][eE]:)[a-zA-Z0-9 \t\n\v\f\r_.:/=+\-@]{1,128}$/;

const mapWords = `an object of at most ${maximumTags} tags, each a key with a text as value`;
const keyWords = '1 to 128 letters, digits, white space and _ . : / = + - @, not beginning with aws: or imagegate:';
const valueWords = `a text of at most ${maximumTagValueLength} characters`;

/** Not `v.record`: that drops the keys `constructor`, `prototype` and `__proto__`, which are fine names for tags. */
export const tagMap = v.pipe(v.custom<TagMap>(isObject), v.rawCheck<TagMap>(checkTags), v.description(mapWords));

type AddIssue = v.RawCheckContext<TagMap>['addIssue'];

function checkTags({ dataset, addIssue }: v.RawCheckContext<TagMap>): void {
  if (!dataset.typed) return;
  // Only that it is an object has been checked so far.
  const map: Readonly<Record<string, unknown>> = dataset.value;
  const keys = Object.keys(map);
  // One problem for ten thousand tags, not ten thousand.
  if (keys.length > maximumTags) addIssue({ message: 'too-many', expected: mapWords });
  else for (const key of keys) checkTag(map, key, addIssue);
}

/** The message of an issue is the code of the problem. */
function checkTag(input: Readonly<Record<string, unknown>>, key: string, addIssue: AddIssue): void {
  const value = input[key];
  if (!tagKey.test(key)) {
    const message = isReservedKey(key) ? 'reserved-tag-key' : 'invalid-tag-key';
    addIssue({ message, expected: keyWords, input: key, path: [{ type: 'object', origin: 'key', input, key, value }] });
  } else if (typeof value !== 'string' || value.length > maximumTagValueLength) {
    const message = typeof value === 'string' ? 'too-long' : 'wrong-type';
    addIssue({ message, expected: valueWords, input: value, path: [{ type: 'object', origin: 'value', input, key, value }] });
  }
}
