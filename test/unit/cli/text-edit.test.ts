import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TextEdit, textEdits } from '../../../lib/cli/formats/text-edit.ts';
import { type Document, documentsIn } from '../../../lib/cli/input/document.ts';
import { applyPatch, type PatchOperation } from '../../../lib/json/patch.ts';

const place = { account: '111122223333', region: 'eu-west-1' };

function only(text: string, file: string): Document {
  const [item] = documentsIn(text, file, place);
  if (item === undefined || !('body' in item)) throw new TypeError(`cannot be read: ${JSON.stringify(item)}`);
  return item;
}

function apply(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .reduce((current, { start, end, text: own }) => current.slice(0, start) + own + current.slice(end), text);
}

/** The text after the patch; `undefined` where the edit is not certain. */
function edited(text: string, patch: readonly PatchOperation[], file = 'a.yaml'): string | undefined {
  const edits = textEdits(patch, only(text, file));
  return edits && apply(text, edits);
}

const replace = (path: string, value: string) => ({ op: 'replace', path, value }) as const;
const add = (path: string, value: string) => ({ op: 'add', path, value }) as const;
const remove = (path: string) => ({ op: 'remove', path }) as const;

describe('a patch as edits of a text', () => {
  it.each<[string, string, readonly PatchOperation[], string]>([
    ['a value of JSON', '{ "a" : "x" , "b": 1 }', [replace('/a', 'y')], '{ "a" : "y" , "b": 1 }'],
    ['a member of JSON', '{\n  "a": 1\n}', [add('/b', 'y')], '{\n  "b": "y",\n  "a": 1\n}'],
    ['a member in a line', '{ "a": 1 }', [add('/b', 'y')], '{ "b": "y", "a": 1 }'],
    ['two of all members', '{}', [add('/a', 'x'), add('/b', 'y')], '{"a": "x", "b": "y"}'],
    ['the first of all members', '{}', [add('/b', 'y')], '{"b": "y"}'],
    ['a first member less', '{ "a": 1, "b": 2 }', [remove('/a')], '{ "b": 2 }'],
    ['a last member less', '{ "a": 1, "b": 2 }', [remove('/b')], '{ "a": 1 }'],
    ['the only member less', '{ "a": { "b": 2 } }', [remove('/a/b')], '{ "a": {  } }'],
    ['another name', '{ "A": "x", "b": 2 }', [remove('/A'), add('/a', 'x')], '{ "a": "x", "b": 2 }'],
    ['a value of YAML', 'a: x # why\nb: 1\n', [replace('/a', 'y')], 'a: "y" # why\nb: 1\n'],
    ['a member of YAML', 'a:\n    x: 1 # why\nb: 1\n', [add('/a/z', 'y')], 'a:\n    z: "y"\n    x: 1 # why\nb: 1\n'],
    ['a member in a list of YAML', '- a: 1\n  b: 2\n', [add('/c', 'y')], '- c: "y"\n  a: 1\n  b: 2\n'],
    ['a name that YAML could misread', 'a: 1\n', [add('/yes', 'y')], '"yes": "y"\na: 1\n'],
    ['a member of YAML less', 'a: 1\nb: 2\nc: 3\n', [remove('/b')], 'a: 1\nc: 3\n'],
    ['the last member of YAML less', 'a: 1\nb: 2\n', [remove('/b')], 'a: 1\n'],
    ['a block of text', 'a: |\n  one\n  two\nb: 2\n', [replace('/a', 'y')], 'a: "y"\nb: 2\n'],
    [
      'an empty map, which counts as none',
      '{ "a": {} }',
      [{ op: 'add', path: '/a', value: {} }, add('/a/b', 'y')],
      '{ "a": {"b":"y"} }',
    ],
    [
      'a parent that is missing',
      '{ "a": 1 }',
      [{ op: 'add', path: '/p', value: {} }, add('/p/q', 'y')],
      '{ "p": {"q":"y"}, "a": 1 }',
    ],
  ])('%s', (_, text, patch, expected) => {
    expect(edited(text, patch)).toBe(expected);
  });

  it.each<[string, string, readonly PatchOperation[]]>([
    ['a comment that may be about either member', 'a: 1\n# about b\nb: 2\n', [remove('/a')]],
    ['the only member of a mapping in lines', 'a:\n  b: 1\nc: 2\n', [remove('/a/b')]],
    ['what an anchor shares', 'a: &x { b: 1 }\nc: *x\n', [replace('/a/b', 'y')]],
    ['what an alias stands for', 'a: &x { b: 1 }\nc: *x\n', [replace('/c/b', 'y')]],
    ['every member, and new ones', '{ "A": 1 }', [remove('/A'), add('/a', 'y')]],
  ])('is left alone: %s', (_, text, patch) => {
    expect(edited(text, patch)).toBeUndefined();
  });

  it('spells nothing new in a template, where members are called otherwise', () => {
    const properties = '{ "Name": "x", "Tags": { "team": "a" } }';
    const text = `{ "Resources": { "P": { "Type": "AWS::ImageBuilder::ImagePipeline", "Properties": ${properties} } } }`;
    expect(edited(text, [add('/status', 'ENABLED')])).toBeUndefined();
    expect(edited(text, [replace('/tags/team', 'b')])).toBe(text.replace('"a"', '"b"'));
  });

  it('means the same as the patch, whatever the text', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'no', 'x y', 'é');
    const leaf = fc.constantFrom('x', 'a: b', '# no', '', 'x\ny');
    const map = fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf)), { minKeys: 1 });
    const layouts = [
      (value: object) => [JSON.stringify(value), 'a.json'] as const,
      (value: object) => [JSON.stringify(value, null, 2), 'a.json'] as const,
      (value: object) => [block(value, ''), 'a.yaml'] as const,
    ];
    const step = fc.record({ kind: fc.constantFrom('set', 'remove'), path: fc.tuple(name, fc.option(name)), value: leaf });
    fc.assert(
      fc.property(map, fc.array(step, { minLength: 1, maxLength: 3 }), fc.constantFrom(...layouts), (value, steps, layout) => {
        const [text, file] = layout(value);
        const patch = possible(value, steps);
        const result = patch.length === 0 ? undefined : edited(text, patch, file);
        if (result !== undefined) expect(only(result, file).body).toEqual(applyPatch(value, patch));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Those steps that can be done, as operations. */
function possible(value: unknown, steps: readonly { kind: string; path: readonly [string, string | null]; value: string }[]) {
  const patch: PatchOperation[] = [];
  for (const { kind, path, value: own } of steps) {
    const pointer = path.flatMap((segment) => (segment === null ? [] : [`/${segment}`])).join('');
    const attempts = kind === 'remove' ? [remove(pointer)] : [replace(pointer, own), add(pointer, own)];
    const works = attempts.find((attempt) => {
      try {
        applyPatch(value, [...patch, attempt]);
        return patch.every((done) => !done.path.startsWith(pointer) && !pointer.startsWith(done.path));
      } catch {
        return false;
      }
    });
    if (works !== undefined) patch.push(works);
  }
  return patch;
}

function block(value: object, indent: string): string {
  return Object.entries(value)
    .map(([name, member]) => {
      const key = `${indent}${JSON.stringify(name)}:`;
      const isMap = typeof member === 'object' && Object.keys(member).length > 0;
      return isMap ? `${key}\n${block(member, `${indent}  `)}` : `${key} ${JSON.stringify(member)}\n`;
    })
    .join('');
}
