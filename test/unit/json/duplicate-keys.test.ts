import { describe, expect, it } from 'vitest';
import { firstDuplicateKey } from '../../../lib/json/duplicate-keys.ts';

describe('firstDuplicateKey', () => {
  it.each([
    ['{"a":1,"a":2}', '/a'],
    ['{"a":{"b":1,"c":2,"b":3}}', '/a/b'],
    ['{"a":[{"x":1},{"y":1,"y":2}]}', '/a/1/y'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"a/b":1,"a/b":2}', '/a~1b'],
    ['[[{"k":0,"k":0}]]', '/0/0/k'],
    ['{"toString":1,"toString":2}', '/toString'],
    ['{"a\\"b":1,"a\\"b":2}', '/a"b'],
    ['{"a\\\\":"\\\\\\"","a\\\\":2}', '/a\\'],
    ['{"":1,"":2}', '/'],
  ])('finds the repeated member of %s', (text, pointer) => {
    expect(firstDuplicateKey(text)).toBe(pointer);
  });

  it.each([
    '{}',
    '[]',
    '"a"',
    '1',
    '{"a":"a","b":"a"}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":2}]',
    '{"a":["x","x"],"b":["x","x"]}',
    '{"a":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":"\\\\","b":"\\""}',
    '{"a":"\\\\\\",","b":"{\\"b\\""}',
    '["a',
    '{"a":1,"b',
  ])('finds nothing in %s', (text) => {
    expect(firstDuplicateKey(text)).toBeUndefined();
  });

  it('reads a text of 30 000 nested arrays without giving up', () => {
    expect(firstDuplicateKey(`${'['.repeat(30_000)}${']'.repeat(30_000)}`)).toBeUndefined();
  });

  it.each([
    ['backslashes', '\\\\'],
    ['quotation marks', '\\"'],
  ])('reads a text of a million escaped %s in one go', (_, escaped) => {
    expect(firstDuplicateKey(`{"a":"${escaped.repeat(1_000_000)}","b":"a"}`)).toBeUndefined();
  });
});
