import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../lib/json/canonical.ts';

describe('canonicalJson', () => {
  it.each([
    ['{"b":1,"a":{"d":2,"c":3}}', '{"a":{"c":3,"d":2},"b":1}'],
    ['[{"b":1,"a":2},[3,1,2]]', '[{"a":2,"b":1},[3,1,2]]'],
    ['{"é":1,"z":2,"Z":3}', '{"Z":3,"z":2,"é":1}'],
    ['{"b":1,"__proto__":{"y":1,"x":2}}', '{"__proto__":{"x":2,"y":1},"b":1}'],
    ['{"constructor":1,"a":null}', '{"a":null,"constructor":1}'],
    ['"text"', '"text"'],
    ['null', 'null'],
  ])('writes %s with its members in order', (text, canonical) => {
    expect(canonicalJson(JSON.parse(text))).toBe(canonical);
  });

  it('leaves out members without a value', () => {
    expect(canonicalJson({ b: undefined, a: [undefined] })).toBe('{"a":[null]}');
    expect(canonicalJson(undefined)).toBe('null');
  });
});
