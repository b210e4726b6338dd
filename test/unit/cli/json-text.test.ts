import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../../lib/cli/input/json-fault.ts';
import { jsonItems, jsonLayout, readJson } from '../../../lib/cli/input/json-text.ts';
import { find, type Layout } from '../../../lib/cli/input/layout.ts';

/** JSON in any layout. */
const jsonText = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'))
  .map(([value, indent]) => JSON.stringify(value, null, indent));

describe('the layout of JSON', () => {
  it('knows where every value stands', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const check = (layout: Layout, value: unknown) => {
          expect(JSON.parse(text.slice(layout.start, layout.end))).toEqual(value);
          layout.items?.forEach((item, index) => {
            if (Array.isArray(value)) check(item, value[index]);
          });
          for (const { name } of layout.members ?? []) {
            const found = find(layout, [name]).layout;
            if (found !== undefined && !text.includes('\\u0000')) check(found, Reflect.get(Object(value), name));
          }
        };
        check(jsonLayout(text), JSON.parse(text));
      }),
    );
  });

  it('finds the items of a list one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const text = `\n ${JSON.stringify(values, null, 2)} `;
        const items = Array.from(jsonItems(text), ({ start, end }) => JSON.parse(text.slice(start, end)));
        expect(items).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });
});

describe('a fault in JSON', () => {
  it.each([
    ['', 0, 'the text ends where a value is expected'],
    ['{"a": tru}', 6, '"t" stands where a value is expected'],
    ['{"a" 1}', 5, '"1" stands where a colon is expected'],
    ['{"a": 1,}', 8, '"}" stands where a key in quotes is expected'],
    ['{a: 1}', 1, '"a" stands where a key in quotes or } is expected'],
    ['[1 2]', 3, '"2" stands where a comma or ] is expected'],
    ['[1, 2', 5, 'the text ends where a comma or ] is expected'],
    ['[1}', 2, '"}" stands where a comma or ] is expected'],
    ['{} x', 3, '"x" stands where the end is expected'],
    ['[01]', 2, '"1" stands where a comma or ] is expected'],
    ['[1 // c\n]', 3, '"/" stands where a comma or ] is expected'],
    ['["a\nb"]', 1, 'this text in quotes has no end, or holds a character or escape that JSON forbids'],
    ['["\\x"]', 1, 'this text in quotes has no end, or holds a character or escape that JSON forbids'],
    ['["a', 1, 'this text in quotes has no end, or holds a character or escape that JSON forbids'],
    ['😀', 0, '"😀" stands where a value is expected'],
  ])('%j is found', (text, offset, message) => {
    expect(jsonFault(text)).toEqual({ offset, message });
  });

  it('is found where and only where the language finds one', () => {
    const broken = fc
      .tuple(jsonText, fc.nat(), fc.constantFrom('', '"', '{', ']', ',', ':', '\\', 'x', '0', '-', '\u0001', ' '), fc.nat(2))
      .map(([text, at, piece, length]) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + piece + text.slice(start + length);
      });
    fc.assert(
      fc.property(broken, (text) => {
        const { offset, message } = jsonFault(text);
        const isWhole = offset === text.length && message === 'the text ends where the end is expected';
        expect(isWhole).toBe(readJson(text).ok);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no time in a long text without an end', () => {
    expect(jsonFault(`["${'\\\\a'.repeat(300_000)}`).offset).toBe(1);
  });
});
