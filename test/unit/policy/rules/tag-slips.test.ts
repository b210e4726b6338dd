import { describe, expect, it } from 'vitest';
import { definitionWith, findingsOf, patched, verdictOf } from '../../../support/policy-subjects.ts';

type Parameters = Readonly<Record<string, unknown>>;
type Tags = Readonly<Record<string, string>>;

function verdictFor(parameters: Parameters, tags: Tags, imageTags?: Tags) {
  return verdictOf([{ id: 'tags', type: 'tags', ...parameters }], definitionWith({ tags, imageTags }));
}

/** The message of each finding, and the tags after the fix; `undefined` where a person is needed. */
function outcomeOf(parameters: Parameters, tags: Tags, imageTags?: Tags): unknown {
  const { violations, fix } = verdictFor(parameters, tags, imageTags);
  const body = definitionWith({ tags, imageTags });
  const mended = fix?.verified === true ? (patched(body, fix.patch) as { tags: Tags; imageTags?: Tags }) : undefined;
  return { said: violations.map(({ message }) => message), mended: imageTags === undefined ? mended?.tags : mended?.imageTags };
}

const dataClass = { require: { 'data-class': { oneOf: ['public', 'internal', 'strictly-confidential'] } } };
const costCenter = { require: { 'cost-center': { pattern: 'CC-[0-9]{4}' } } };
const owner = { require: { owner: {} } };

describe('a tag that is nearly right', () => {
  it.each<[string, Parameters, Tags, string, Tags | undefined]>([
    [
      'a value in another case',
      dataClass,
      { 'data-class': 'Internal' },
      'tag data-class is "Internal", it must be "public", "internal" or "strictly-confidential"; did you mean "internal"?',
      { 'data-class': 'internal' },
    ],
    [
      'a value with other separators',
      dataClass,
      { 'data-class': 'strictly confidential' },
      'tag data-class is "strictly confidential", it must be "public", "internal" or "strictly-confidential"; did you mean "strictly-confidential"?',
      { 'data-class': 'strictly-confidential' },
    ],
    [
      'a misspelt value',
      dataClass,
      { 'data-class': 'intrenal' },
      'tag data-class is "intrenal", it must be "public", "internal" or "strictly-confidential"; did you mean "internal"?',
      undefined,
    ],
    [
      'another value',
      dataClass,
      { 'data-class': 'secret' },
      'tag data-class is "secret", it must be "public", "internal" or "strictly-confidential"',
      undefined,
    ],
    [
      'a pattern in another case',
      costCenter,
      { 'cost-center': 'cc-1234' },
      'tag cost-center is "cc-1234", it must match "CC-[0-9]{4}"; did you mean "CC-1234"?',
      { 'cost-center': 'CC-1234' },
    ],
    [
      'a pattern with blanks around it',
      costCenter,
      { 'cost-center': ' CC-1234 ' },
      'tag cost-center is " CC-1234 ", it must match "CC-[0-9]{4}"; did you mean "CC-1234"?',
      { 'cost-center': 'CC-1234' },
    ],
    [
      'a pattern with another separator',
      costCenter,
      { 'cost-center': 'cc_1234' },
      'tag cost-center is "cc_1234", it must match "CC-[0-9]{4}"; did you mean "CC-1234"?',
      undefined,
    ],
    [
      'a pattern that two forms match',
      { require: { x: { pattern: '[A-Z]+|[a-z]+' } } },
      { x: 'Ab' },
      'tag x is "Ab", it must match "[A-Z]+|[a-z]+"',
      undefined,
    ],
    [
      'a value for another key',
      costCenter,
      { cost_center: 'CC-1234' },
      'tag cost-center is missing, and "cost_center" is another key; did you mean "cost-center"?',
      { 'cost-center': 'CC-1234' },
    ],
    [
      'a value for another key that does not do',
      costCenter,
      { cost_center: '1234' },
      'tag cost-center is missing, and "cost_center" is another key; did you mean "cost-center"?',
      undefined,
    ],
    [
      'any value for another key',
      owner,
      { 'Owner ': 'me' },
      'tag owner is missing, and "Owner " is another key; did you mean "owner"?',
      undefined,
    ],
    [
      'any value for another key, and no others are allowed',
      { ...owner, others: 'forbid' },
      { 'Owner ': 'me' },
      'tag owner is missing, and "Owner " is another key; did you mean "owner"?',
      { owner: 'me' },
    ],
  ])('%s', (_, parameters, tags, message, mended) => {
    expect(outcomeOf(parameters, tags)).toEqual({ said: [message], mended });
  });
});

describe('a tag that may be left out', () => {
  const env = { optional: { env: { oneOf: ['dev', 'prod'] } } };

  it.each<[Tags, readonly string[], Tags | undefined]>([
    [{}, [], undefined],
    [{ other: 'x' }, [], undefined],
    [{ env: 'prod' }, [], undefined],
    [{ env: 'Prod' }, ['tag env is "Prod", it must be "dev" or "prod"; did you mean "prod"?'], { env: 'prod' }],
    [{ env: 'live' }, ['tag env is "live", it must be "dev" or "prod"'], undefined],
    [{ env: ' ' }, ['tag env is blank'], undefined],
    [{ Env: 'live' }, ['tag "Env" is another key than env; did you mean "env"?'], undefined],
    [{ Env: 'prod' }, ['tag "Env" is another key than env; did you mean "env"?'], { env: 'prod' }],
    [{ 'e-n-v': 'prod' }, ['tag "e-n-v" is another key than env; did you mean "env"?'], { env: 'prod' }],
    [{ env: 'prod', Env: 'live' }, [], undefined],
  ])('%j', (tags, said, mended) => {
    expect(outcomeOf(env, tags)).toEqual({ said, mended });
  });
});

describe('a rule that allows the keys that it names, and no others', () => {
  const listed = { require: { team: { equals: '{team}' } }, optional: { env: {} }, others: 'forbid' };

  it.each<[Tags, readonly string[], Tags | undefined]>([
    [{ team: 'web' }, [], undefined],
    [{ team: 'web', env: 'dev' }, [], undefined],
    [{ team: 'web', colour: 'red' }, ['tag "colour" is not allowed, the keys are team or env'], { team: 'web' }],
    [{ team: 'web', teams: 'db' }, ['tag "teams" is not allowed, the keys are team or env; did you mean "team"?'], undefined],
    [{ team: 'web', Team: 'db' }, ['tag "Team" is not allowed, the keys are team or env; did you mean "team"?'], undefined],
    [{ Team: 'web' }, ['tag team is missing, and "Team" is another key; did you mean "team"?'], { team: 'web' }],
    [{ team: 'web', ENV: 'dev' }, ['tag "ENV" is another key than env; did you mean "env"?'], { team: 'web', env: 'dev' }],
    [{ team: 'web', constructor: 'x' }, ['tag "constructor" is not allowed, the keys are team or env'], { team: 'web' }],
  ])('%j', (tags, said, mended) => {
    expect(outcomeOf(listed, tags)).toEqual({ said, mended });
  });
});

describe('image tags that are those of the pipeline', () => {
  const same = { on: ['images'], sameAsPipeline: ['team', 'data-class'] };
  const own = { team: 'web', 'data-class': 'internal' };

  it.each<[Tags, Tags, readonly string[], Tags | undefined]>([
    [own, own, [], undefined],
    [own, { ...own, more: 'x' }, [], undefined],
    [own, { team: 'web' }, ['image tag data-class is missing, and that of the pipeline is "internal"'], own],
    [own, { ...own, 'data-class': 'public' }, ['image tag data-class is "public", and that of the pipeline is "internal"'], own],
    [{ team: 'web' }, own, ['image tag data-class is "internal", and the pipeline has no such tag'], { team: 'web' }],
    [{}, { x: 'y' }, [], undefined],
  ])('%j and %j', (tags, imageTags, said, mended) => {
    expect(outcomeOf(same, tags, imageTags)).toEqual({ said, mended });
  });

  it('offers no value of the pipeline that the rule does not allow', () => {
    const rule = { on: ['images'], require: { team: { oneOf: ['web', 'db'] } }, sameAsPipeline: ['team'] };
    expect(outcomeOf(rule, { team: 'x' }, { team: 'web' })).toEqual({
      said: ['image tag team is "web", and that of the pipeline is "x"'],
      mended: undefined,
    });
  });

  it('counts such keys among those that are named', () => {
    expect(findingsOf(verdictFor({ ...same, others: 'forbid' }, own, { ...own, more: 'x' }))).toEqual([
      ['unlisted-key', '/imageTags/more'],
    ]);
  });
});

describe('values that do not do', () => {
  it.each<[Parameters, string, string | undefined, string | undefined]>([
    [{ not: ['none', 'tbd'] }, 'me', undefined, undefined],
    [{ not: ['none', 'tbd'] }, 'TBD', 'value-not-allowed', 'tag x is "TBD", which is not allowed'],
    [{ minimumLength: 3 }, 'ab', 'too-short', 'tag x has 2 characters, at least 3 are needed'],
    [{ minimumLength: 3 }, 'abc', undefined, undefined],
    [{ maximumLength: 3 }, 'abcd', 'too-long', 'tag x has 4 characters, at most 3 are allowed'],
    [{ maximumLength: 3 }, '\u{1f600}\u{1f600}\u{1f600}', undefined, undefined],
    [{ pattern: 'CC-[0-9]{4}', not: ['CC-0000'] }, 'CC-0000', 'value-not-allowed', 'tag x is "CC-0000", which is not allowed'],
    [
      { pattern: 'CC-[0-9]{4}', not: ['CC-0000'] },
      'cc-0000',
      'pattern-mismatch',
      'tag x is "cc-0000", it must match "CC-[0-9]{4}"',
    ],
  ])('%j and %j: %s', (demand, value, code, message) => {
    const { violations, fix } = verdictFor({ require: { x: demand } }, { x: value });
    expect(violations.map((finding) => [finding.code, finding.message])).toEqual(code === undefined ? [] : [[code, message]]);
    expect(fix?.patch ?? []).toEqual([]);
  });
});
