import { describe, expect, it } from 'vitest';
import { compliant, definitionWith } from '../../support/policy-subjects.ts';
import { runPolicy, workbench } from './workbench.ts';

const { write, path } = workbench();

const rules = 'name: p\nversion: "1"\nrules:\n  - { id: owner, type: tags, require: { owner: {} } }\n';
const check = (operands: readonly string[], stdin = '') =>
  runPolicy(['check', ...operands, '--policy', write('policy/policy.yaml', rules), '--format', 'json'], { stdin });
const ownerless = definitionWith({ tags: { team: 'web' } });

/** File with part, decision, and the line of the first finding. */
async function judged(operands: readonly string[], stdin = '') {
  const { output } = await check(operands, stdin);
  const { results } = JSON.parse(output);
  return results.map(({ file, part, decision, violations = [] }: Record<string, never[]>) => [
    `${file}${part}`.replace(path('/'), ''),
    decision,
    violations.map(({ position }: { position: { line: number } }) => position.line)[0],
  ]);
}

describe('what is read', () => {
  it('takes many files, each once', async () => {
    const [a, b] = [write('two/a.json', compliant), write('two/b.json', ownerless)];
    expect(await judged([a, b, a])).toEqual([
      ['two/a.json', 'allow', undefined],
      ['two/b.json', 'deny', 15],
    ]);
  });

  it('takes folders with everything in them that speaks of a pipeline', async () => {
    write('folder/deep/b.yaml', `# a definition\n${JSON.stringify(ownerless)}`);
    write('folder/a.json', compliant);
    write('folder/package.json', { name: 'x' });
    write('folder/tsconfig.json', '{ // not JSON\n}');
    write('folder/notes.txt', 'imageRecipeArn');
    write('folder/.hidden/c.json', compliant);
    write('folder/node_modules/d.json', compliant);
    expect(await judged([path('folder')])).toEqual([
      ['folder/a.json', 'allow', undefined],
      ['folder/deep/b.yaml', 'deny', 2],
    ]);
    expect((await check([path('folder')])).complaint).toContain('folder: 2 of 4 files contain no pipeline and were left out\n');
  });

  it('does not pass over a file that speaks of a pipeline and is broken', async () => {
    write('broken/a.json', '{ "imageRecipeArn": ');
    expect(await judged([path('broken')])).toEqual([['broken/a.json', 'unreadable', undefined]]);
  });

  it('takes wildcards', async () => {
    write('globs/a/x.json', compliant);
    write('globs/b/y.json', compliant);
    write('globs/b/z.yaml', 'x');
    expect(await judged([path('globs/**/*.json')])).toEqual([
      ['globs/a/x.json', 'allow', undefined],
      ['globs/b/y.json', 'allow', undefined],
    ]);
  });

  it.each([
    ['a wildcard that matches nothing', () => path('none/*.json'), 'there is no file with a pipeline'],
    ['a folder without pipelines', () => write('empty/x.json', {}).replace(/x\.json$/, ''), 'there is no file with a pipeline'],
    ['an empty file', () => write('blank.yaml', ' \n'), 'the file is empty'],
  ])('is not content with %s', async (_, operand, problem) => {
    const { code, output } = await check([operand()]);
    expect(code).toBe(2);
    expect(JSON.parse(output).results).toEqual([expect.objectContaining({ decision: 'unreadable', problem })]);
  });

  it('takes the standard input, whatever comes', async () => {
    expect(await judged(['-'], JSON.stringify(compliant))).toEqual([['<stdin>', 'allow', undefined]]);
    expect(await judged(['-'], `name: Grüße ☃\n`)).toEqual([['<stdin>', 'invalid', undefined]]);
    expect((await check(['-'], '')).code).toBe(2);
  });

  it('takes arrays, each item for itself', async () => {
    const file = write('array.json', JSON.stringify([compliant, ownerless, 7], null, 1));
    expect(await judged([file])).toEqual([
      ['array.json#/0', 'allow', undefined],
      ['array.json#/1', 'deny', 38],
      ['array.json#/2', 'invalid', undefined],
    ]);
    const yaml = write('array.yaml', `- ${JSON.stringify(compliant)}\n- ${JSON.stringify(ownerless)}\n`);
    expect(await judged([yaml])).toEqual([
      ['array.yaml#/0', 'allow', undefined],
      ['array.yaml#/1', 'deny', 2],
    ]);
  });

  it('takes files of several YAML documents, each for itself', async () => {
    const [good, bad] = [JSON.stringify(compliant), JSON.stringify(ownerless)];
    const several = write('several.yaml', `# two pipelines\n---\n${good}\n---\n${bad}\n---\n- ${good}\n- ${bad}\n`);
    expect(await judged([several])).toEqual([
      ['several.yaml#1', 'allow', undefined],
      ['several.yaml#2', 'deny', 5],
      ['several.yaml#3/0', 'allow', undefined],
      ['several.yaml#3/1', 'deny', 8],
    ]);
    expect(await judged(['-'], `${good}\n---\n${bad}\n`)).toEqual([
      ['<stdin>#1', 'allow', undefined],
      ['<stdin>#2', 'deny', 3],
    ]);
  });

  it.each([
    ['a line of hyphens in front', '---\n%\n'],
    ['one behind', '%\n---\n'],
    ['comments between such lines', '# a\n---\n# b\n---\n%\n---\n# c\n'],
    ['the end written out', '---\n%\n...\n'],
  ])('takes a YAML document for the only one, with %s', async (_, text) => {
    const file = write('one.yaml', text.replace('%', JSON.stringify(compliant)));
    expect(await judged([file])).toEqual([['one.yaml', 'allow', undefined]]);
  });

  it('judges the other documents when one cannot be read', async () => {
    const good = JSON.stringify(compliant);
    const file = write('mixed.yaml', `${good}\n---\nname: [a\n---\n${good}\n---\nname: a\nname: b\n`);
    const { code, output } = await check([file]);
    expect(code).toBe(2);
    expect(JSON.parse(output).results).toMatchObject([
      { part: '#1', decision: 'allow' },
      { part: '#2', decision: 'unreadable', position: { line: 4 } },
      { part: '#3', decision: 'allow' },
      { part: '#4', decision: 'unreadable', position: { line: 8, column: 1 } },
    ]);
  });

  it('keeps apart what the documents of a file call by the same anchor', async () => {
    const text = (team: string) => `base: &tags { team: ${team} }\ntags: *tags\n`;
    const { output } = await check([write('anchors.yaml', `${text('a')}---\ntags: *tags\n`)]);
    const [, second] = JSON.parse(output).results;
    expect(second).toMatchObject({ part: '#2', decision: 'unreadable' });
  });

  it.each([
    ['several documents without any content', '---\n---\n', 'the file is empty'],
    ['keys without colons', 'name: a\nfoo\nbar: b\n', 'a key must be on one line, followed by its colon'],
    ['two keys in one line', 'name: a: b\n', 'a second key is on the line of the first; if the colon'],
  ])('says in words for people what is wrong with %s', async (_, text, words) => {
    const { output } = await check([write('words.yaml', text)]);
    const [{ problem }] = JSON.parse(output).results;
    expect(problem).toContain(words);
    expect(problem).not.toMatch(/YAML\.|implicit|compact/i);
  });

  it('has nothing to judge in an empty array', async () => {
    expect((await check([write('nothing.json', '[]')])).code).toBe(2);
  });

  it('takes JSON Lines, and a broken line is one broken line', async () => {
    const lines = [JSON.stringify(compliant), '', JSON.stringify(ownerless), '{"name":', JSON.stringify(compliant)].join('\n');
    const expected = [
      [':1', 'allow', undefined],
      [':3', 'deny', 3],
      [':4', 'unreadable', undefined],
      [':5', 'allow', undefined],
    ];
    for (const name of ['lines.jsonl', 'lines.ndjson', 'lines.json'])
      expect(await judged([write(name, lines)])).toEqual(expected.map(([part, ...rest]) => [`${name}${part}`, ...rest]));
    expect(await judged(['-'], lines)).toEqual(expected.map(([part, ...rest]) => [`<stdin>${part}`, ...rest]));
  });

  it.each([
    ['JSON', 'twice.json', '{ "name": "a",\n "imageRecipeArn": 1, "name": "b" }', { line: 2, column: 23 }],
    ['YAML', 'twice.yaml', 'name: a\nname: b\n', { line: 2, column: 1 }],
  ])('does not guess which of two equal keys in %s counts', async (_, name, text, position) => {
    const { code, output } = await check([write(name, text)]);
    expect(code).toBe(2);
    expect(JSON.parse(output).results).toEqual([expect.objectContaining({ decision: 'unreadable', position })]);
  });

  it('counts a file with several faults once', async () => {
    const { output } = await check([write('faults.yaml', 'a: [1\nb: !x y\nb: "\n')]);
    const { results, counts } = JSON.parse(output);
    expect(counts).toMatchObject({ unreadable: 1, total: 1 });
    expect(results[0].problem).toMatch(/; \d+:\d+: /);
  });

  it.each([
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a deep object', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['prototype keys', '{ "__proto__": { "name": "x" }, "constructor": 1 }'],
    ['YAML that repeats itself', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n'],
    ['YAML tags that nobody knows', 'name: !danger x\n'],
    ['a scalar', '"text"'],
    ['null', 'null'],
  ])('does not stumble over %s', async (_, text) => {
    for (const name of ['odd.json', 'odd.yaml']) {
      const { code } = await check([write(name, text)]);
      expect([1, 2]).toContain(code);
    }
  });
});
