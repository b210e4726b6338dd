import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { compliant, definitionWith } from '../support/policy-subjects.ts';
import { runPolicy, workbench } from '../unit/cli/workbench.ts';
import { sarifSchema } from './sarif-schema.ts';

const { write, path } = workbench();

const rules = `name: p
version: "1"
docs: https://example.com/rules#{rule}
rules:
  - { id: tags, type: tags, require: { team: { equals: "{team}" }, owner: {}, class: { equals: open } }, forbid: [tmp] }
  - { id: stop, type: auto-disable, maximum: 2, level: warn, description: "Braces {in} texts are no placeholders." }
  - { id: tested, type: image-tests, level: audit }
  - { id: told, type: expression, assert: 'size(definition.name) < 12', at: /name, message: "{definition.name} is long" }
`;

const exceptions = [
  {
    id: 'EX-1',
    rules: ['stop'],
    team: 'web',
    pipelines: ['*'],
    admits: { '/schedule/autoDisablePolicy/failureCount': [9] },
    reason: 'r',
    ticket: 'T-1',
    requestedBy: 'x',
    approvedBy: 'y',
    until: '2026-12-31',
  },
];

const definitions: Readonly<Record<string, unknown>> = {
  'good.json': definitionWith({ tags: { team: 'web', owner: 'x', class: 'open' } }),
  'wrong team.json': definitionWith({
    tags: { team: 'api', tmp: '1', Owner: 'x' },
    imageTestsConfiguration: { imageTestsEnabled: false },
  }),
  'long.yaml': `# a comment\n${block(definitionWith({ name: 'A name with braces', tags: { owner: 'x' } }))}`,
  'excepted.json': definitionWith({ schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 9 } } }),
  'shape.json': { ...compliant, status: '{0}' },
  'broken.json': '{ "imageRecipeArn" ',
  'list.json': [compliant, definitionWith({ name: 'Second', tags: { team: 'api' } })],
  'template.json': {
    Resources: {
      Nightly: {
        Type: 'AWS::ImageBuilder::ImagePipeline',
        Properties: {
          Name: { Ref: 'Name' },
          ImageRecipeArn: compliant.imageRecipeArn,
          InfrastructureConfigurationArn: compliant.infrastructureConfigurationArn,
          Tags: { team: { Ref: 'Team' }, owner: 'x', class: 'secret' },
        },
      },
    },
  },
};

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri?: string }[] } };
      readonly results: readonly Result[];
      readonly invocations: readonly Readonly<Record<string, unknown>>[];
    },
  ];
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind?: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region?: Region };
    readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly { readonly justification: string }[];
  readonly fixes?: readonly { readonly artifactChanges: readonly { readonly replacements: readonly Replacement[] }[] }[];
  readonly properties: { readonly code: string; readonly pointer: string };
}

interface Replacement {
  readonly deletedRegion: Region;
  readonly insertedContent?: { readonly text: string };
}

let log: Log;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(sarifSchema);

beforeAll(async () => {
  write('policy/policy.yaml', rules);
  write('policy/exceptions.yaml', exceptions);
  for (const [name, content] of Object.entries(definitions)) write(`files/${name}`, content);
  log = await check('files');
});

async function check(what: string): Promise<Log> {
  const args = ['check', path(what), '--policy', path('policy/policy.yaml'), '--team', 'web', '--format', 'sarif'];
  const { output, complaint } = await runPolicy(args);
  expect(complaint).toBe('');
  return JSON.parse(output);
}

const resultsIn = (file: string) =>
  log.runs[0].results.filter(({ locations }) =>
    locations[0]?.physicalLocation.artifactLocation.uri.endsWith(`/${encodeURIComponent(file)}`),
  );

describe('check --format sarif', () => {
  it('is valid by the schema', () => {
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['a member that the standard does not know', '"version":"2.1.0"', '"version":"2.1.0","results":[]'],
    ['another version', '"version":"2.1.0"', '"version":"2.2.0"'],
    ['an unknown level', '"level":"warning"', '"level":"warn"'],
    ['an open result with a level', '"kind":"open","level":"none"', '"kind":"open","level":"error"'],
    ['a brace alone', '{{0}}', '{0}'],
    ['a line that does not exist', '"startLine":1,', '"startLine":0,'],
  ])('would not be valid with %s', (_, before, after) => {
    const text = JSON.stringify(log);
    expect(text).toContain(before);
    expect(validate(JSON.parse(text.replace(before, after)))).toBe(false);
  });

  it('names for every result a rule that it describes', () => {
    const { tool, results } = log.runs[0];
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(['tags', 'stop', 'tested', 'told', 'imagegate.definition']);
    expect(tool.driver.rules[0]).toMatchObject({
      helpUri: 'https://example.com/rules#tags',
      help: { markdown: expect.any(String) },
    });
    expect(results.length).toBeGreaterThan(10);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('has the level of each finding, and the place of its value', () => {
    const short = resultsIn('wrong team.json').map(({ ruleId, level, properties }) => [ruleId, level, properties.pointer]);
    expect(short).toEqual([
      ['tags', 'error', '/tags/class'],
      ['tags', 'error', '/tags/owner'],
      ['tags', 'error', '/tags/team'],
      ['tags', 'error', '/tags/tmp'],
      ['stop', 'warning', '/schedule/autoDisablePolicy/failureCount'],
      ['tested', 'note', '/imageTestsConfiguration/imageTestsEnabled'],
    ]);
    const team = resultsIn('wrong team.json').find(({ properties }) => properties.pointer === '/tags/team');
    const place = team?.locations[0]?.physicalLocation.region;
    expect(textAt('wrong team.json', place)).toBe('"api"');
  });

  it('has a message of its own for everything, with braces that are no placeholders', () => {
    const [shape] = resultsIn('shape.json');
    expect(shape).toMatchObject({
      ruleId: 'imagegate.definition',
      level: 'error',
      message: { text: expect.stringContaining('{{0}}') },
    });
    expect(resultsIn('long.yaml').find(({ ruleId }) => ruleId === 'told')?.message.text).toMatch(
      /^"A name with braces" is long\.$/,
    );
  });

  it('suppresses what an exception admits', () => {
    const admitted = resultsIn('excepted.json').find(({ ruleId }) => ruleId === 'stop');
    expect(admitted?.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'Exception EX-1 until 2026-12-31: T-1' },
    ]);
  });

  it('leaves open what cannot be told before deployment, and says the rest', () => {
    const short = resultsIn('template.json').map(({ ruleId, kind, level, locations }) => [
      ruleId,
      kind,
      level,
      locations[0]?.logicalLocations?.[0]?.fullyQualifiedName,
    ]);
    expect(short).toEqual([
      ['tags', undefined, 'error', '#Nightly/tags/class'],
      ['tags', 'open', 'none', '#Nightly/tags/team'],
    ]);
  });

  it('says of the run what could not be read', () => {
    const [invocation] = log.runs[0].invocations;
    expect(invocation).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', message: { text: expect.stringContaining('not JSON') } }],
    });
  });

  it('keeps a fingerprint when the value changes, and when another definition is put in front', async () => {
    const before = resultsIn('list.json').map(({ partialFingerprints }) => partialFingerprints['imagegate/v1']);
    write('more/list.json', [
      definitionWith({ name: 'Zero', tags: { team: 'web', owner: 'x', class: 'open' } }),
      compliant,
      definitionWith({ name: 'Second', tags: { team: 'other' } }),
    ]);
    const after = (await check('more')).runs[0].results.map(({ partialFingerprints }) => partialFingerprints['imagegate/v1']);
    expect(after).toEqual(expect.arrayContaining(before));
    expect(new Set(before).size).toBe(before.length);
  });

  it.each(['wrong team.json', 'long.yaml', 'list.json'])('has fixes that put %s right', async (name) => {
    const fixable = resultsIn(name).filter(({ fixes }) => fixes !== undefined);
    expect(fixable.length).toBeGreaterThan(1);
    for (const { fixes = [], partialFingerprints } of fixable) {
      const replacements = fixes[0]?.artifactChanges[0]?.replacements ?? [];
      write(`fixed/${name}`, replaced(readFileSync(path(`files/${name}`), 'utf8'), replacements));
      const { results, invocations } = (await check(`fixed/${name}`)).runs[0];
      expect(invocations).toEqual([{ executionSuccessful: true }]);
      const left = results.map((result) => result.partialFingerprints['imagegate/v1']);
      expect(left).not.toContain(partialFingerprints['imagegate/v1']);
    }
  });
});

function textAt(file: string, region: Region | undefined): string {
  const text = readFileSync(path(`files/${file}`), 'utf8');
  return region === undefined ? '' : text.slice(...offsetsOf(text, region));
}

/** By the definitions of the standard, not by the code under test. */
function replaced(text: string, replacements: readonly Replacement[]): string {
  const inOrder = replacements.map((each) => ({ each, offsets: offsetsOf(text, each.deletedRegion) }));
  return inOrder
    .toSorted((a, b) => b.offsets[0] - a.offsets[0])
    .reduce(
      (current, { each, offsets: [start, end] }) =>
        current.slice(0, start) + (each.insertedContent?.text ?? '') + current.slice(end),
      text,
    );
}

function offsetsOf(
  text: string,
  { startLine, startColumn, endLine = startLine, endColumn = startColumn }: Region,
): [number, number] {
  const lines = text.split('\n');
  const offset = (line: number, column: number) => lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1;
  return [offset(startLine, startColumn), offset(endLine, endColumn)];
}

function block(value: Readonly<Record<string, unknown>>, indent = ''): string {
  return Object.entries(value)
    .map(([name, member]) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? `${indent}${name}:\n${block(Object.fromEntries(Object.entries(member)), `${indent}  `)}`
        : `${indent}${name}: ${JSON.stringify(member)} # why\n`,
    )
    .join('');
}
