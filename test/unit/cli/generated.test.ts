import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exceptionsFileSchema, policyFileSchema, teamsFileSchema } from '../../../lib/cli/generate/file-schemas.ts';
import { generatedFiles } from '../../../lib/cli/generate/generated.ts';
import { ruleGuides } from '../../../lib/policy/guides/index.ts';
import { loadPolicy } from '../../../lib/policy/load/load.ts';

const read = (name: string) => readFileSync(`infra/organisation/${name}`, 'utf8');

function accepts(schema: object): (value: unknown) => boolean {
  // `then` of a rule type refers to what `if` has made sure of.
  const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(schema);
  return (value) => validate(value);
}

const policyAccepts = accepts(policyFileSchema());
const withRule = (rule: string) => `name: p\nversion: "1"\nrules:\n  - ${rule}\n`;

describe('the generated files', () => {
  it.each([...generatedFiles()])('%s is as `npm run generate` makes it', (name, text) => {
    if (name.endsWith('.json')) expect(JSON.parse(read(name))).toEqual(JSON.parse(text));
    else expect(read(name)).toBe(text);
  });

  it('describe every parameter', () => {
    const rows = read('RULES.md').matchAll(/^\| `[^|]*` \| (?<type>[^|]*) \| [^|]* \| (?<meaning>.*) \|$/gm);
    const meanings = Array.from(rows, ({ groups }) => groups?.['meaning'] ?? '');
    expect(meanings.length).toBeGreaterThan(50);
    for (const meaning of meanings) expect(meaning).toMatch(/^[A-Z`].*\.$/);
  });

  it.each([...ruleGuides.values()])('the example of $type can be pasted into a policy', ({ type }) => {
    const section = read('RULES.md').split(`\n## ${type}\n`)[1] ?? '';
    const example = /```yaml\n(.*?)```/s.exec(section)?.[1] ?? '';
    const policy = `name: p\nversion: "1"\nrules:\n${example.replaceAll(/^/gm, '  ')}`;
    expect(loadPolicy(policy, 'p')).toMatchObject({ ok: true });
    expect(policyAccepts(parse(policy))).toBe(true);
  });
});

describe('the schemas for editors', () => {
  it('accept the files of the organisation', () => {
    expect(policyAccepts(parse(read('policy.yaml')))).toBe(true);
    expect(accepts(teamsFileSchema())(parse(read('teams.yaml')))).toBe(true);
    expect(accepts(exceptionsFileSchema())(parse(read('exceptions.yaml')))).toBe(true);
  });

  it.each([
    ['', false],
    ['extends: ../central/policy.yaml\n', true],
  ])('want a type of every rule but of those of a policy that %j names', (extending, isRight) => {
    expect(policyAccepts(parse(extending + withRule('{ id: a, maximum: 3 }')))).toBe(isRight);
  });

  it.each<[string, boolean]>([
    [
      '{ id: a, type: tags, require: { cc: { valuesFrom: cc.csv, column: code, minimumLength: 3 } }, forbid: { valuesFrom: x.txt } }',
      true,
    ],
    ['{ id: a, type: references, recipes: { allow: { valuesFrom: recipes.yaml } } }', true],
    ['{ id: a, type: references, recipes: { allow: { valuesFrom: recipes.json } } }', false],
    ['{ id: a, type: references, recipes: { allow: { valueFrom: recipes.txt } } }', false],
  ])('know lists in files: %s', (rule, isRight) => {
    expect(policyAccepts(parse(withRule(rule)))).toBe(isRight);
  });

  it.each([
    '{ id: a, type: tags, require: { team: { equals: "{team}" }, constructor: {} } }',
    '{ id: a, type: auto-disable, level: [{ region: [eu-*, us-east-1], level: off }, { before: 2027-01-15, level: warn }, enforce] }',
    "{ id: a, type: auto-disable, teams: [web], regions: [eu-*], when: 'has(definition.schedule)' }",
    '{ id: a, type: auto-disable, maximum: 5, exceptions: none, existing: allow, description: why, remedy: how }',
    '{ id: a, type: schedule, minimumGap: 24h, hours: ["22:00-24:00"], timezones: ["*"] }',
    '{ id: a, type: image-tests }',
    '{ id: a, type: tags, forbid: [x], require: { a: { oneOf: [b], minimumLength: 1 } } }',
    '{ id: a, type: pitfalls, except: [timeout-ignored] }',
  ])('take what the loader takes: %s', (rule) => {
    expect(loadPolicy(withRule(rule), 'p')).toMatchObject({ ok: true });
    expect(policyAccepts(parse(withRule(rule)))).toBe(true);
  });

  it.each([
    'just text',
    '{ type: auto-disable }',
    '{ id: A_b, type: auto-disable }',
    '{ id: a }',
    '{ id: a, type: tag, require: { team: {} } }',
    '{ id: a, type: constructor }',
    '{ id: a, type: auto-disable, levle: warn }',
    '{ id: a, type: auto-disable, maximun: 5 }',
    '{ id: a, type: auto-disable, maximum: "5" }',
    '{ id: a, type: auto-disable, maximum: 11 }',
    '{ id: a, type: auto-disable, maximum: 2.5 }',
    '{ id: a, type: auto-disable, level: enforced }',
    '{ id: a, type: auto-disable, level: [{ enviroment: dev, level: warn }, enforce] }',
    '{ id: a, type: auto-disable, exceptions: all }',
    '{ id: a, type: tags, require: [team] }',
    '{ id: a, type: tags, require: { "aws:team": {} } }',
    '{ id: a, type: tags, require: { team: { equal: x } } }',
    '{ id: a, type: tags, require: { team: { equals: "{tema}" } } }',
    '{ id: a, type: tags, on: pipeline, require: { team: {} } }',
    '{ id: a, type: log-groups, image: { allow: [] } }',
    '{ id: a, type: log-groups, image: { allow: ["/x/{team"] } }',
    '{ id: a, type: log-groups, image: { allow: ["/x"], explicit: yes } }',
    '{ id: a, type: schedule, minimumGap: 24 }',
    '{ id: a, type: schedule, minimumGap: 24 hours }',
    '{ id: a, type: schedule, minimumGap: 0h }',
    '{ id: a, type: schedule, hours: ["22:00-25:00"], timezones: ["*"] }',
    '{ id: a, type: schedule, startCondition: EXPRESSION_MATCH_ONLY }',
    '{ id: a, type: references, recipes: { floating: never } }',
    '{ id: a, type: references, infrastructure: {} }',
    '{ id: a, type: workflows, require: [tests] }',
    '{ id: a, type: naming, maximumLength: 500 }',
    '{ id: a, type: pitfalls, except: [everything] }',
    '{ id: a, type: image-tests, enabled: true }',
  ])('refuse what the loader refuses: %s', (rule) => {
    expect(loadPolicy(withRule(rule), 'p')).toMatchObject({ ok: false });
    expect(policyAccepts(parse(withRule(rule)))).toBe(false);
  });

  it.each([
    ['version: 1', 'name: p\nversion: 1\nrules: []'],
    ['no rules', 'name: p\nversion: "1"'],
    ['a misspelt key', 'name: p\nversion: "1"\nrules: []\ndefualts: []'],
    ['a short account', 'name: p\nversion: "1"\nenvironment: { accounts: { "12": dev } }\nrules: []'],
  ])('refuse a policy with %s', (_, text) => {
    expect(policyAccepts(parse(text))).toBe(false);
  });

  it.each([
    ['a role with a path', 'teams: { web: { principals: ["arn:aws:iam::*:role/web"] } }'],
    ['a list in place of principals', 'teams: { web: [arn] }'],
    ['a name with a slash', 'teams: { "web/x": { principals: [] } }'],
  ])('refuse teams with %s', (_, text) => {
    expect(accepts(teamsFileSchema())(parse(text))).toBe(false);
  });
});
