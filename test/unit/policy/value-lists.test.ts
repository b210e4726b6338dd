import { describe, expect, it } from 'vitest';
import { judge } from '../../../lib/policy/engine.ts';
import { describePolicy } from '../../../lib/policy/explain/explain.ts';
import { narrowSchema } from '../../../lib/policy/explain/narrow.ts';
import { loadPolicy } from '../../../lib/policy/load/load.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { context, definitionWith, now, policyOf, subjectOf } from '../../support/policy-subjects.ts';

type Files = Readonly<Record<string, string>>;

function load(rule: string, files: Files) {
  return loadPolicy(`name: p\nversion: "1"\nrules:\n  - { id: r, ${rule} }\n`, 'policy.yaml', {
    readFile: (name) => {
      const text = files[name];
      return text === undefined ? { ok: false, problem: 'there is no such file' } : { ok: true, text, file: `org/${name}` };
    },
  });
}

function problemsOf(rule: string, files: Files): readonly string[] {
  const loaded = load(rule, files);
  return loaded.ok ? [] : loaded.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
}

const tag = (demand: string) => `type: tags, require: { cost-center: { ${demand} } }`;
const fromText = tag('valuesFrom: cc.txt');

describe('a list from a file', () => {
  it.each<[string, string, Files, object]>([
    [
      'a text, one value a line',
      fromText,
      { 'cc.txt': '\ufeff# approved by finance\nCC-1\r\n\nCC-2\n' },
      { require: { 'cost-center': { oneOf: ['CC-1', 'CC-2'] } } },
    ],
    [
      'a column of a table',
      tag('valuesFrom: cc.csv, column: code, minimumLength: 3'),
      { 'cc.csv': 'name,code\n"Web, and ""more""",CC-1\n"two\nlines",CC-2\n' },
      { require: { 'cost-center': { minimumLength: 3, oneOf: ['CC-1', 'CC-2'] } } },
    ],
    [
      'the only column',
      tag('valuesFrom: cc.csv'),
      { 'cc.csv': 'code\nCC-1' },
      { require: { 'cost-center': { oneOf: ['CC-1'] } } },
    ],
    [
      'a list in YAML',
      'type: references, recipes: { allow: { valuesFrom: ok.yaml } }',
      { 'ok.yaml': '- "{account}/web-*"\n- aws/*\n' },
      { recipes: { allow: ['{account}/web-*', 'aws/*'] } },
    ],
    [
      'wildcards of log groups',
      'type: log-groups, image: { allow: { valuesFrom: ../groups.txt } }',
      { '../groups.txt': '/imagebuilder/{team}/*' },
      { image: { allow: ['/imagebuilder/{team}/*'] } },
    ],
  ])('is %s, and becomes a part of the policy', (_, rule, files, expected) => {
    const loaded = load(rule, files);
    expect(loaded.ok ? loaded.document.rules[0] : loaded.problems).toMatchObject(expected);
  });

  it.each<[string, string, Files, readonly string[]]>([
    ['a file that is not there', fromText, {}, ['policy.yaml:4:64 cannot be read: "cc.txt": there is no such file']],
    [
      'what is there twice, blank, or too long',
      fromText,
      { 'cc.txt': `CC-1\nCC-2\nCC-1\n \n CC-3\n${'x'.repeat(257)}\n` },
      [
        'org/cc.txt:3:1 "CC-1" is in line 1 already',
        'org/cc.txt:4:1 is blank',
        'org/cc.txt:5:1 " CC-3" begins or ends with a space',
        'org/cc.txt:6:1 has 257 characters, at most 256 are possible',
      ],
    ],
    ['a blank in a table', tag('valuesFrom: a.csv, column: b'), { 'a.csv': 'a,b\n1,2\n3,\n' }, ['org/a.csv:3:3 is blank']],
    ['no values', fromText, { 'cc.txt': '# none\n' }, ['org/cc.txt:1:1 has no values; with none, nothing would be allowed']],
    ['another ending', tag('valuesFrom: cc.json'), { 'cc.json': '[]' }, ['org/cc.json:1:1 must end in .txt, .csv or .yaml']],
    [
      'a column that is not there',
      tag('valuesFrom: a.csv, column: cod'),
      { 'a.csv': 'name,code\na,b' },
      ['org/a.csv:1:1 has no column "cod"; did you mean code?'],
    ],
    [
      'columns of which none is named',
      tag('valuesFrom: a.csv'),
      { 'a.csv': 'name,code\na,b' },
      ['org/a.csv:1:1 has the columns name and code: name one, for example column: name'],
    ],
    [
      'a row that is too short',
      tag('valuesFrom: a.csv, column: b'),
      { 'a.csv': 'a,b\n1,2\n3\n' },
      ['org/a.csv:3:1 has no column b in this line'],
    ],
    [
      'an open quotation mark',
      tag('valuesFrom: a.csv'),
      { 'a.csv': 'a\n"1\n' },
      ['org/a.csv:1:1 has a quotation mark that nothing closes'],
    ],
    [
      'a column of a text',
      tag('valuesFrom: cc.txt, column: a'),
      { 'cc.txt': 'x' },
      ['org/cc.txt:1:1 has no columns; only a .csv has them: leave column out'],
    ],
    [
      'a number in YAML',
      tag('valuesFrom: a.yaml'),
      { 'a.yaml': '- a\n- 7\n' },
      ['org/a.yaml:2:3 must be a text: put it in quotes'],
    ],
    ['a mapping in YAML', tag('valuesFrom: a.yaml'), { 'a.yaml': 'a: b' }, ['org/a.yaml:1:1 must be a list']],
    [
      'values of its own beside it',
      tag('valuesFrom: cc.txt, oneOf: [CC-3]'),
      { 'cc.txt': 'CC-1' },
      ['policy.yaml:4:64 cannot stand beside oneOf: the file has all the values'],
    ],
    [
      'what the rule itself refuses',
      'type: references, recipes: { allow: { valuesFrom: ok.txt } }',
      { 'ok.txt': 'aws/*\nweb\n' },
      [expect.stringMatching(/^org\/ok\.txt:2:1 /)],
    ],
    [
      'no name',
      tag('valuesFrom: 7'),
      {},
      ['policy.yaml:4:64 must be the name of a file, such as cost-centers.txt; column is a text'],
    ],
  ])('is refused, with the line, for %s', (_, rule, files, expected) => {
    expect(problemsOf(rule, files)).toEqual(expected);
  });
});

describe('five thousand values', () => {
  const values = Array.from({ length: 5000 }, (_, index) => `CC-${1000 + index}`);
  const policy: Policy = policyOf([
    { id: 'cc', type: 'tags', require: { 'cost-center': { oneOf: values } } },
    { id: 'recipes', type: 'references', recipes: { allow: values.map((value) => `111122223333/${value.toLowerCase()}-*`) } },
    { id: 'groups', type: 'log-groups', image: { allow: values.map((value) => `/x/${value}/*`) } },
  ]);
  const { name: _, ...reader } = context;

  it('are told as a few, with the nearest', () => {
    const verdict = judge(policy, subjectOf(definitionWith({ tags: { 'cost-center': 'cc-5999' } })), context, now);
    expect(JSON.stringify(verdict).length).toBeLessThan(6000);
    expect(verdict.violations[0]).toMatchObject({
      message:
        'tag cost-center is "cc-5999", it must be "CC-1000", "CC-1001", "CC-1002", "CC-1003", "CC-1004" or one of 4995 more; did you mean "CC-5999"?',
      expected: { oneOf: values.slice(0, 10), oneOfCount: 5000 },
    });
  });

  it('are no list in the schema of a form, which says how many there are', () => {
    const schema = JSON.stringify(narrowSchema({}, policy, reader, now));
    expect(schema.length).toBeLessThan(3000);
    expect(schema).toContain('or one of 4995 more');
  });

  it('are not all shown to whoever reads the rules', () => {
    const described = describePolicy(policy, reader, now);
    expect(JSON.stringify(described).length).toBeLessThan(5000);
    expect(JSON.stringify(described.rules[0]?.parameters)).toContain('"… and 4990 more"');
  });
});
