import { describe, expect, it } from 'vitest';
import { ruleGuides } from '../../../lib/policy/guides/index.ts';
import { loadPolicy } from '../../../lib/policy/load/load.ts';

/** Each problem as `line:column pointer message`. */
function problemsOf(text: string): readonly string[] {
  const loaded = loadPolicy(text, 'policy.yaml');
  if (loaded.ok) return [];
  return loaded.problems.map(({ line, column, pointer, message }) => `${line}:${column} ${pointer} ${message}`);
}

const head = 'name: p\nversion: "1"\nrules:\n';

describe('loading a policy', () => {
  it('gives the document as it is written', () => {
    const text = `${head}  - id: tags\n    type: tags\n    require: { team: { equals: "{team}" }, constructor: {} }\n`;
    expect(loadPolicy(text, 'policy.yaml')).toEqual({
      ok: true,
      warnings: [],
      document: {
        name: 'p',
        version: '1',
        rules: [
          {
            id: 'tags',
            type: 'tags',
            require: Object.fromEntries([
              ['team', { equals: '{team}' }],
              ['constructor', {}],
            ]),
          },
        ],
      },
    });
  });

  it.each([
    ['no rules', 'name: p\nversion: "1"\nrules: []'],
    ['JSON', '{ "name": "p", "version": "1", "rules": [] }'],
    ['an account without quotes', 'name: p\nversion: "1"\nenvironment: { accounts: { 011122223333: dev } }\nrules: []'],
    ['a byte order mark', '\ufeffname: p\nversion: "1"\nrules: []'],
    [
      'an alias',
      `${head}  - { id: a, type: auto-disable, level: &soft [{ region: eu-west-1, level: warn }, enforce] }\n  - { id: b, type: auto-disable, level: *soft }`,
    ],
  ])('takes %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it('keeps the leading zero of an account', () => {
    const loaded = loadPolicy('name: p\nversion: "1"\nenvironment: { accounts: { 011122223333: dev } }\nrules: []', 'p');
    expect(loaded.ok && loaded.document.environment?.accounts).toEqual({ '011122223333': 'dev' });
  });

  it.each([
    ['an empty file', '', ['1:1  the file is empty']],
    ['only a comment', '# later\n', ['1:1  the file is empty']],
    ['a list', '- 1', ['1:1  must be a mapping, not a list']],
    ['a text', 'hello', ['1:1  must be a mapping, not the text "hello"']],
    ['tabs', 'name: p\n\tversion: "1"', ['2:1  tabs are not allowed as indentation']],
    ['a key that is there twice', 'name: a\nname: b\nversion: "1"\nrules: []', ['2:1  map keys must be unique']],
    ['an alias without an anchor', 'name: *x', ['1:1  unresolved alias (the anchor must be set before the alias): x']],
    ['an alias in itself', 'rules: &a [*a]', ['1:12  an alias may not contain itself']],
    ['an unknown tag', 'name: !env x\nversion: "1"\nrules: []', ['1:7  unresolved tag: !env']],
    ['a key that is no text', '? [a]\n: 1', ['1:3  a key must be plain text']],
    [
      'two documents',
      'name: p\n---\nname: q',
      ['2:1  a second document begins here, and the file may hold one only: leave out the ---'],
    ],
    ['YAML 1.1', '%YAML 1.1\n---\nname: p', ['1:1  the file is read as YAML 1.2; leave out the %YAML directive']],
    ['infinity', 'name: .inf', ['1:7  JSON cannot hold this number']],
  ])('says what is wrong with %s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it.each([
    [
      'version: 2026.11',
      'name: p\nversion: 2026.11\nrules: []',
      '2:10 /version must be a text, not the number 2026.11: put it in quotes',
    ],
    ['a missing name', 'version: "1"\nrules: []', '1:1 /name the key name is missing'],
    ['a misspelt key', 'name: p\nversion: "1"\nruels: []\nrules: []', '3:1 /ruels unknown key "ruels"; did you mean rules?'],
    [
      'an inherited name as key',
      'name: p\nversion: "1"\ntoString: x\nrules: []',
      '3:1 /toString unknown key "toString"; there are name, version, extends, docs, environment, defaults, executions, rules',
    ],
    ['rules as a mapping', 'name: p\nversion: "1"\nrules: {}', '3:8 /rules must be a list, not a mapping'],
    [
      'docs with another placeholder',
      'name: p\nversion: "1"\ndocs: /x/{team}\nrules: []',
      '3:7 /docs may hold no placeholder but {rule}',
    ],
    [
      'a short account',
      'name: p\nversion: "1"\nenvironment: { accounts: { "12": dev } }\nrules: []',
      '3:34 /environment/accounts/12 is not an AWS account id: 12 digits, in quotes',
    ],
  ])('says where: %s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });

  it.each([
    ['just text', '4:5 /rules/0 must be a mapping with an id and a type'],
    ['[]', '4:5 /rules/0 must be a mapping with an id and a type'],
    ['{ id: a, type: tag, require: { a: {} } }', '4:20 /rules/0/type unknown rule type "tag"; did you mean tags?'],
    [
      '{ id: a, type: constructor }',
      `4:20 /rules/0/type unknown rule type "constructor"; there are ${[...ruleGuides.keys()].join(', ')}`,
    ],
    ['{ id: a }', '4:5 /rules/0/type the key type is missing'],
    ['{ id: a, type: auto-disable, levle: warn }', '4:34 /rules/0/levle unknown key "levle"; did you mean level?'],
    ['{ id: a, type: auto-disable, maximun: 5 }', '4:34 /rules/0/maximun unknown key "maximun"; did you mean maximum?'],
    [
      '{ id: a, type: auto-disable, maximum: "5" }',
      '4:43 /rules/0/maximum must be a number, not the text "5": leave out the quotes',
    ],
    ['{ id: a, type: auto-disable, maximum: 11 }', '4:43 /rules/0/maximum must be at most 10, as in Image Builder'],
    ['{ id: a, type: auto-disable, maximum: 2, minimum: 3 }', '4:5 /rules/0 has a minimum above its maximum'],
    [
      '{ id: a, type: auto-disable, level: enforced }',
      '4:41 /rules/0/level must be enforce, warn, audit or off, not the text "enforced"',
    ],
    ['{ id: a, type: log-groups }', '4:5 /rules/0 must say something about image, of pipeline, or of both'],
    [
      '{ id: a, type: log-groups, image: { allow: /x } }',
      '4:48 /rules/0/image/allow must be a list, not the text "/x": write [/x]',
    ],
    [
      '{ id: a, type: log-groups, image: { allow: [] } }',
      '4:48 /rules/0/image/allow must hold at least one wildcard; with none, no log group would be allowed',
    ],
    ['{ id: a, type: log-groups, image: { allow: [""] } }', '4:49 /rules/0/image/allow/0 must not be empty'],
    [
      '{ id: a, type: log-groups, image: { allow: ["/a b"] } }',
      '4:49 /rules/0/image/allow/0 can never match: the name of a log group consists of letters, digits and - _ / .',
    ],
    [
      '{ id: a, type: log-groups, image: { allow: ["/{tema}/*"] } }',
      '4:49 /rules/0/image/allow/0 has the unknown placeholder {tema}; did you mean {team}?',
    ],
    [
      '{ id: a, type: log-groups, image: { allow: [/x], explicit: yes } }',
      '4:64 /rules/0/image/explicit must be true or false, not the text "yes": write true or false, without quotes',
    ],
    ['{ id: a, type: tags }', '4:5 /rules/0 must say something about require, optional, sameAsPipeline or forbid'],
    ['{ id: a, type: tags, require: [team] }', '4:35 /rules/0/require must be a mapping'],
    [
      '{ id: a, type: tags, require: { team: } }',
      '4:43 /rules/0/require/team must be a mapping, and nothing is given: write {} for an empty one',
    ],
    [
      '{ id: a, type: tags, require: { team: { equal: x } } }',
      '4:45 /rules/0/require/team/equal unknown key "equal"; did you mean equals?',
    ],
    [
      '{ id: a, type: tags, require: { team: { oneOf: [] } } }',
      '4:52 /rules/0/require/team/oneOf must hold at least one value; with none, nothing would be allowed',
    ],
    [
      '{ id: a, type: tags, require: { team: { oneOf: [1] } } }',
      '4:53 /rules/0/require/team/oneOf/0 must be a text, not the number 1: put it in quotes',
    ],
    [
      '{ id: a, type: tags, require: { team: { oneOf: [true] } } }',
      '4:53 /rules/0/require/team/oneOf/0 must be a text, not true: put it in quotes',
    ],
    [
      '{ id: a, type: tags, require: { team: { oneOf: [" "] } } }',
      '4:53 /rules/0/require/team/oneOf/0 must not be blank; a blank tag counts as missing',
    ],
    [
      '{ id: a, type: tags, require: { team: { pattern: "(a+" } } }',
      '4:54 /rules/0/require/team/pattern is not a usable pattern, at character 1: the group that begins here is not closed',
    ],
    [
      '{ id: a, type: tags, require: { team: { pattern: "" } } }',
      '4:54 /rules/0/require/team/pattern can never match: only blank text would match',
    ],
    [
      '{ id: a, type: tags, require: { team: { equals: "{team}-x", pattern: "[0-9]+" } } }',
      '4:43 /rules/0/require/team can never be met: "{team}-x" does not match "[0-9]+"',
    ],
    [
      '{ id: a, type: tags, require: { team: { oneOf: [a, "1"], pattern: "[0-9]+" } } }',
      '4:43 /rules/0/require/team can never be met with "a": it does not match "[0-9]+"',
    ],
    [
      '{ id: a, type: tags, require: { team: { equals: a, oneOf: [a] } } }',
      '4:43 /rules/0/require/team has both equals and oneOf; write one of them',
    ],
    [
      '{ id: a, type: tags, require: { "aws:x": {} } }',
      '4:46 /rules/0/require/aws:x is not a tag key that Image Builder accepts',
    ],
    ['{ id: a, type: tags, require: { team: {} }, forbid: ["t*"] }', '4:5 /rules/0 requires the tag team and forbids it by "t*"'],
    ['{ id: a, type: tags, forbid: [""] }', '4:35 /rules/0/forbid/0 must not be empty'],
    ['{ id: a, type: tags, on: [image], forbid: [x] }', '4:31 /rules/0/on/0 must be pipeline or images, not the text "image"'],
  ])('refuses the rule %s', (rule, expected) => {
    expect(problemsOf(`${head}  - ${rule}\n`)).toContain(expected);
    expect(problemsOf(`${head}  - ${rule}\n`)).toHaveLength(1);
  });

  it('says everything at once, in the order of the file', () => {
    const rules = ['{ id: A, type: tags }', '{ id: b, type: nothing-like-it }', '{ id: b, type: auto-disable, maximum: 0 }'];
    const problems = problemsOf(`version: 1\nname: p\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}extra: x\n`);
    expect(problems.map((problem) => problem.split(' ')[1])).toEqual([
      '/version',
      '/rules/0',
      '/rules/0/id',
      '/rules/1/type',
      '/rules/2/id',
      '/rules/2/maximum',
      '/extra',
    ]);
  });

  it('ends on bottomless nesting', () => {
    const problems = problemsOf(`name: ${'['.repeat(20_000)}`);
    expect(problems.some((problem) => problem.endsWith('it is nested too deeply'))).toBe(true);
  });

  it('does not let aliases grow', () => {
    const levels = 'abcdefgh'.split('').map((name, index, names) => {
      const items = Array.from({ length: 10 }, () => (index === 0 ? 'x' : `*${names[index - 1]}`));
      return `${name}: &${name} [${items.join(', ')}]`;
    });
    expect(problemsOf(levels.join('\n'))).toEqual([
      '1:1  its aliases repeat more than a file of this kind can need; write out what they stand for',
    ]);
  });
});
