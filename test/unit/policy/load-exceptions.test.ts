import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { FileProblem } from '../../../lib/file/yaml-source.ts';
import { loadExceptions } from '../../../lib/policy/load/load-exceptions.ts';

const written = {
  id: 'EX-2026-014',
  rules: ['log-groups'],
  team: 'payments',
  pipelines: ['payments-legacy-*'],
  admits: {
    '/loggingConfiguration/imageLogGroupName': ['/legacy/payments/*', null],
    '/schedule/autoDisablePolicy/failureCount': [9],
  },
  reason: 'shared log group until the SIEM move',
  ticket: 'SEC-4711',
  requestedBy: 'a.meyer',
  approvedBy: 's.kaya',
  until: '2027-01-31',
};

const surroundings = {
  rules: [{ id: 'log-groups' }, { id: 'tags', exceptions: 'none' as const }],
  teams: ['payments', 'web'],
  now: new Date('2027-01-31T23:59:59.999Z'),
};

/** `line:column pointer message`. */
function inOneLine({ line, column, pointer, message }: FileProblem): string {
  return `${line}:${column} ${pointer} ${message}`;
}

function problemsOf(text: string, given: Partial<typeof surroundings> = {}): readonly string[] {
  const loaded = loadExceptions(text, 'exceptions.yaml', { ...surroundings, ...given });
  return loaded.ok ? [] : loaded.problems.map(inOneLine);
}

const withMember = (change: object) => stringify([{ ...written, ...change }]);

describe('loading exceptions', () => {
  it('gives them as they are written', () => {
    expect(loadExceptions(stringify([written]), 'exceptions.yaml', surroundings)).toEqual({
      ok: true,
      document: [written],
      ended: [],
    });
  });

  it.each([
    ['an empty list', '[]'],
    ['an empty file', ''],
    ['only comments', '\ufeff# none at present\n\n  # but soon\n'],
  ])('takes %s for none', (_, text) => {
    expect(loadExceptions(text, 'exceptions.yaml', surroundings)).toEqual({ ok: true, document: [], ended: [] });
  });

  it.each<[string, object, string]>([
    ['an unknown rule', { rules: ['log-group'] }, '/0/rules/0 unknown rule "log-group"; did you mean log-groups?'],
    ['a hard rule', { rules: ['log-groups', 'tags'] }, '/0/rules/1 the rule tags admits no exceptions'],
    ['no rule', { rules: [] }, '/0/rules must name at least one rule'],
    ['an unknown team', { team: 'payment' }, '/0/team unknown team "payment"; did you mean payments?'],
    ['an empty wildcard', { pipelines: [''] }, '/0/pipelines/0 must not be empty'],
    [
      'a name that is not normalised',
      { pipelines: ['Payments Legacy'] },
      '/0/pipelines/0 can never match: the name in an address has lower-case letters, digits and hyphens',
    ],
    ['no value', { admits: {} }, '/0/admits must admit a value at one place at least'],
    [
      'no value at a place',
      { admits: { '/tags/a': [] } },
      '/0/admits/~1tags~1a must hold at least one value; write null to admit that nothing is given',
    ],
    [
      'any value',
      { admits: { '/tags/a': ['?**'] } },
      '/0/admits/~1tags~1a/0 admits any value; an exception names what it admits',
    ],
    [
      'an empty value',
      { admits: { '/tags/a': [''] } },
      '/0/admits/~1tags~1a/0 must not be empty; write null to admit that nothing is given',
    ],
    [
      'an unknown placeholder',
      { admits: { '/tags/a': ['{teem}'] } },
      '/0/admits/~1tags~1a/0 has the unknown placeholder {teem}; did you mean {team}?',
    ],
    [
      'a place that is no pointer',
      { admits: { tags: ['a'] } },
      '/0/admits/tags must be a JSON Pointer, such as /loggingConfiguration/imageLogGroupName',
    ],
    [
      'a place that no definition has',
      { admits: { '/loggingConfiguration/imageLogGroup': ['a'] } },
      '/0/admits/~1loggingConfiguration~1imageLogGroup points to nothing: what holds it has no member "imageLogGroup"; did you mean imageLogGroupName?',
    ],
    [
      'a value of a kind that is never there',
      { admits: { '/schedule/autoDisablePolicy/failureCount': ['9'] } },
      '/0/admits/~1schedule~1autoDisablePolicy~1failureCount/0 can never be there: the value is a whole number, written without quotes',
    ],
    ['a blank reason', { reason: ' ' }, '/0/reason must not be blank'],
    [
      'a day that does not exist',
      { until: '2027-02-30' },
      '/0/until must be a day such as 2027-01-31, the last on which the exception holds (UTC)',
    ],
    [
      'a time',
      { until: '2027-02-03T00:00:00Z' },
      '/0/until must be a day such as 2027-01-31, the last on which the exception holds (UTC)',
    ],
    ['a misspelt key', { untill: '2027-01-31' }, '/0/untill unknown key "untill"; did you mean until?'],
  ])('refuses %s', (_, change, expected) => {
    expect(problemsOf(withMember(change)).map((problem) => problem.replace(/^\d+:\d+ /, ''))).toEqual([expected]);
  });

  it.each(['a.meyer', 'A.Meyer', ' a. meyer ', 'a\u200b.meyer', 'а.mеуer'])('takes %j for who asked', (approvedBy) => {
    expect(problemsOf(withMember({ approvedBy }))).toEqual([
      '16:15 /0/approvedBy is the person who asked for it; another person must approve',
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['2027-01-31T23:59:59.999Z', []],
    [
      '2027-02-01T00:00:00Z',
      ['17:10 /0/until ended on 2027-01-31, at 24:00 UTC: remove the exception, or have a later day approved'],
    ],
  ])('lets one pass that has ended, and tells so at %s', (time, expected) => {
    const loaded = loadExceptions(stringify([written]), 'exceptions.yaml', { ...surroundings, now: new Date(time) });
    expect(loaded.ok && loaded.ended.map(inOneLine)).toEqual(expected);
  });

  it('refuses an id that is there twice', () => {
    expect(problemsOf(stringify([written, structuredClone(written)]))).toEqual([
      '18:7 /1/id the id "EX-2026-014" is that of exception 1 already',
    ]);
  });

  it.each([
    ['a mapping', 'id: EX-1', '1:1  must be a list, not a mapping'],
    ['a text', '- EX-1', '1:3 /0 must be a mapping, not the text "EX-1"'],
  ])('refuses %s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });

  it('says everything at once, and nothing of rules and teams that are not known', () => {
    const text = withMember({ rules: ['nope'], team: 'nope', approvedBy: 'a.meyer', until: '2020-02-30' });
    const places = (known: object) => problemsOf(text, known).map((problem) => problem.split(' ')[1]);
    expect(places({})).toEqual(['/0/rules/0', '/0/team', '/0/approvedBy', '/0/until']);
    expect(places({ rules: undefined, teams: undefined })).toEqual(['/0/approvedBy', '/0/until']);
  });
});
