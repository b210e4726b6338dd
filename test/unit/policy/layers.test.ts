import { describe, expect, it } from 'vitest';
import { describePolicy } from '../../../lib/policy/explain/explain.ts';
import { loadPolicy } from '../../../lib/policy/load/load.ts';
import type { ReadNamedFile } from '../../../lib/policy/load/value-lists.ts';
import { preparePolicy } from '../../../lib/policy/policy.ts';
import { context, now } from '../../support/policy-subjects.ts';

const central = `name: central
version: "7"
environment: { accounts: { "111122223333": dev } }
defaults: [{ at: /tags/stage, value: "{environment}" }]
rules:
  - id: tags
    type: tags
    level: [{ environment: dev, level: audit }, warn]
    existing: allow
    executions: warn
    require: { cc: { oneOf: [a, b, c] }, owner: {} }
    forbid: [tmp-*]
  - { id: stop, type: auto-disable, maximum: 5 }
  - { id: logs, type: log-groups, image: { allow: ["/x/{team}/*", "/y/*"] } }
  - { id: recipes, type: references, recipes: { allow: ["111122223333/*", "aws/*"], kinds: [image] } }
  - { id: closed, type: tags, require: { team: {} }, others: forbid, level: enforce }
  - { id: pits, type: pitfalls }
`;

function load(rules: string, rest = '', files: Readonly<Record<string, string>> = { 'central.yaml': central }) {
  const readFile: ReadNamedFile = (name) => {
    const text = files[name];
    return text === undefined
      ? { ok: false, problem: 'there is no such file' }
      : { ok: true, text, file: `../${name}`, beside: readFile };
  };
  const text = `name: retail\nversion: "2"\nextends: central.yaml\n${rest}rules:\n${rules.replaceAll(/^/gm, '  ')}\n`;
  return loadPolicy(text, 'policy.yaml', { readFile });
}

function problemsOf(...given: Parameters<typeof load>): readonly string[] {
  const loaded = load(...given);
  return loaded.ok ? [] : loaded.problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
}

function ruleOf(id: string, ...given: Parameters<typeof load>) {
  const loaded = load(...given);
  return loaded.ok ? loaded.document.rules.find((rule) => rule.id === id) : loaded.problems;
}

describe('a policy that extends another', () => {
  it('has the rules and defaults of both', () => {
    const loaded = load('- { id: own, type: image-tests }', 'defaults: [{ at: /tags/unit, value: retail }]\n');
    expect(loaded).toMatchObject({
      ok: true,
      document: { name: 'retail', version: '2', environment: { accounts: { '111122223333': 'dev' } } },
      below: { files: ['../central.yaml'] },
    });
    if (!loaded.ok) return;
    expect(loaded.document.rules.map(({ id }) => id)).toEqual(['tags', 'stop', 'logs', 'recipes', 'closed', 'pits', 'own']);
    expect(loaded.document.defaults?.map(({ at }) => at)).toEqual(['/tags/stage', '/tags/unit']);
    expect(loaded.document).not.toHaveProperty('extends');
  });

  it.each<[string, string, object]>([
    ['tags', 'level: enforce', { level: 'enforce' }],
    ['tags', 'exceptions: none', { exceptions: 'none' }],
    ['tags', 'existing: refuse, executions: refuse', { existing: 'refuse', executions: 'refuse' }],
    ['tags', 'operations: [write, start, delete]', { operations: ['write', 'start', 'delete'] }],
    ['tags', 'require: { cc: { oneOf: [a] } }', { require: { cc: { oneOf: ['a'] }, owner: {} } }],
    ['tags', 'require: { owner: { pattern: "[a-z]+" }, app: {} }', { require: { owner: { pattern: '[a-z]+' }, app: {} } }],
    ['tags', 'forbid: [old-*]', { forbid: ['tmp-*', 'old-*'] }],
    ['stop', 'maximum: 3, minimum: 2', { maximum: 3, minimum: 2 }],
    [
      'logs',
      'image: { allow: ["/x/{team}/retail"], explicit: true }',
      { image: { allow: ['/x/{team}/retail'], explicit: true } },
    ],
    ['logs', 'pipeline: { allow: ["/z/*"] }', { image: { allow: ['/x/{team}/*', '/y/*'] }, pipeline: { allow: ['/z/*'] } }],
    [
      'recipes',
      'recipes: { allow: [aws/*], floating: forbid }',
      { recipes: { allow: ['aws/*'], kinds: ['image'], floating: 'forbid' } },
    ],
    ['recipes', 'distribution: { required: true }', { distribution: { required: true } }],
    ['stop', 'description: why, remedy: how', { description: 'why', remedy: 'how', maximum: 5 }],
  ])('makes %s stricter by %s', (id, change, expected) => {
    expect(ruleOf(id, `- { id: ${id}, ${change} }`)).toMatchObject(expected);
  });

  const unknown = 'is not known to be stricter than what the policy that this one extends has: write a rule of your own for it';

  it.each<[string, string, string]>([
    ['tags', 'level: audit', 'is looser than warn, which the policy that this one extends has'],
    ['stop', 'level: off', 'is looser than enforce, which the policy that this one extends has'],
    [
      'stop',
      'level: [{ before: 2030-01-01, level: warn }, enforce]',
      'may only be one level here, which is at least as strict as all there were',
    ],
    ['stop', 'existing: allow', 'would let stand what the policy that this one extends refuses'],
    ['stop', 'executions: warn', 'may only be refuse'],
    ['stop', 'operations: [write]', 'leaves out start, which the policy that this one extends judges'],
    ['stop', 'teams: [web]', 'would change what the rule is about: write a rule of your own with this scope'],
    ['stop', "when: 'false'", 'would change what the rule is about: write a rule of your own with this scope'],
    [
      'stop',
      'type: image-tests',
      'is auto-disable in the policy that this one extends: give a rule of another type an id of its own',
    ],
    ['stop', 'maximum: 9', 'is looser than 5, which the policy that this one extends has'],
    ['tags', 'require: { cc: { oneOf: [a, d] } }', 'allows "d", which the policy that this one extends does not'],
    ['tags', 'require: { cc: { equals: a } }', unknown],
    ['tags', 'on: [images]', unknown],
    ['tags', 'require: { cc: [a] }', 'must be a mapping'],
    ['logs', 'image: { allow: ["/z/*"] }', 'allows "/z/*", which the policy that this one extends does not'],
    ['logs', 'image: { allow: ["/*"] }', 'allows "/*", which the policy that this one extends does not'],
    ['recipes', 'recipes: { allow: [aws/web] }', 'allows "aws/web", which the policy that this one extends does not'],
    ['recipes', 'recipes: { kinds: [image, container] }', 'allows "container", which the policy that this one extends does not'],
    ['closed', 'require: { more: {} }', 'would let in a key that the policy which this one extends forbids'],
    ['closed', 'others: allow', unknown],
    ['pits', 'except: [timeout-ignored]', unknown],
  ])('may not make %s looser, or perhaps looser, by %s', (id, change, expected) => {
    expect(problemsOf(`- { id: ${id}, ${change} }`)).toEqual([`policy.yaml:5 ${expected}`]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'the environment',
      'environment: { accounts: { "444455556666": dev } }\n',
      ['policy.yaml:4 belongs to central, which this policy extends'],
    ],
    ['what becomes of starts', 'executions: allow\n', ['policy.yaml:4 belongs to central, which this policy extends']],
    ['a default there is', 'defaults: [{ at: /tags/stage, value: x }]\n', ['policy.yaml:4 is what default 1 fills in already']],
  ])('leaves alone %s', (_, rest, expected) => {
    expect(problemsOf('- { id: own, type: image-tests }', rest)).toEqual(expected);
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['is not there', {}, ['policy.yaml:3 cannot be read: "central.yaml": there is no such file']],
    [
      'is wrong',
      { 'central.yaml': 'name: c\nversion: 1\nrules: []\n' },
      ['../central.yaml:2 must be a text, not the number 1: put it in quotes'],
    ],
    [
      'extends itself',
      { 'central.yaml': 'name: c\nversion: "1"\nextends: central.yaml\nrules: []\n' },
      ['../central.yaml:3 leads to more than 5 policies: perhaps they extend each other in a circle'],
    ],
  ])('is refused when the other one %s', (_, files, expected) => {
    expect(problemsOf('- { id: own, type: image-tests }', '', files)).toEqual(expected);
  });

  it('tells where each rule is from, and who made it stricter', () => {
    const loaded = load('- { id: stop, maximum: 3 }\n- { id: own, type: image-tests }');
    if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
    const { name: _, ...reader } = context;
    const { rules } = describePolicy(preparePolicy(loaded.document, ''), reader, now);
    expect(Object.fromEntries(rules.map(({ id, setBy }) => [id, setBy]))).toMatchObject({
      tags: { policy: 'central 7' },
      stop: { policy: 'central 7', tightened: [{ policy: 'retail 2', members: ['maximum'] }] },
      own: { policy: 'retail 2' },
    });
  });
});
