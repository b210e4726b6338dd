import { describe, expect, it } from 'vitest';
import { illFormedPlace } from '../../../lib/json/well-formed.ts';

describe('a JSON value', () => {
  it.each(['"a"', '"\\ud83d\\ude00"', '{"ü":["\\ufffd",{"a":null}]}', '7', '[]'])('%s can be written in UTF-8', (text) => {
    expect(illFormedPlace(JSON.parse(text))).toBeUndefined();
  });

  it.each([
    ['"\\ud83d"', ''],
    ['{"a":{"b/c":["x","\\ude00y"]}}', '/a/b~1c/1'],
    ['{"a":{"\\ud83d":1}}', '/a'],
    ['{"a":"\\ude00\\ud83d"}', '/a'],
  ])('%s cannot, for what stands at %j', (text, place) => {
    expect(illFormedPlace(JSON.parse(text))).toBe(place);
  });

  it('may be of any depth', () => {
    const depth = 200_000;
    let deep: unknown = '\ud83d';
    for (let level = 0; level < depth; level++) deep = [deep];
    expect(illFormedPlace(deep)).toHaveLength(2 * depth);
  });
});
