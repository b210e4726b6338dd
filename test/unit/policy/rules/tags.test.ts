import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../lib/pipeline/definition/definition.ts';
import { definitionWith, findingsOf, patched, verdictOf } from '../../../support/policy-subjects.ts';

const rule = {
  id: 'tags',
  type: 'tags',
  require: {
    team: { equals: '{team}' },
    'cost-center': { pattern: 'CC-[0-9]{4}' },
    'data-class': { oneOf: ['public', 'internal'] },
    owner: {},
  },
  forbid: ['tmp-*'],
};

const good = { team: 'web', 'cost-center': 'CC-1234', 'data-class': 'internal', owner: 'me' };

function tagsWith(tags: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  return definitionWith({
    tags: Object.fromEntries(Object.entries({ ...good, ...tags }).filter(([, value]) => value !== undefined)),
  });
}

describe('the tags rule', () => {
  it.each([
    ['all given', {}, []],
    ['a missing one', { owner: undefined }, [['missing', '/tags/owner']]],
    ['an empty one', { owner: '' }, [['missing', '/tags/owner']]],
    ['a blank one', { owner: '\u3000 ' }, [['missing', '/tags/owner']]],
    ['an invisible one', { owner: '\u200b' }, [['missing', '/tags/owner']]],
    ["another team's name", { team: 'payments' }, [['not-equal', '/tags/team']]],
    ['the team with a space', { team: 'web ' }, [['not-equal', '/tags/team']]],
    ['the team in another case', { team: 'Web' }, [['not-equal', '/tags/team']]],
    ['a decomposed look-alike', { 'data-class': 'int\u0065\u0301rnal' }, [['not-one-of', '/tags/data-class']]],
    ['a pattern with more around it', { 'cost-center': 'CC-1234 ' }, [['pattern-mismatch', '/tags/cost-center']]],
    ['a forbidden key', { 'tmp-x': '1' }, [['forbidden-key', '/tags/tmp-x']]],
    ['a key in another case', { owner: undefined, Owner: 'me' }, [['misspelt-key', '/tags/owner']]],
    [
      'a key with other separators',
      { 'cost-center': undefined, cost_center: 'CC-1234' },
      [['misspelt-key', '/tags/cost-center']],
    ],
  ])('%s', (_, tags, expected) => {
    const verdict = verdictOf([rule], tagsWith(tags));
    expect(findingsOf(verdict)).toEqual(expected);
    expect(verdict.decision).toBe(expected.length === 0 ? 'allow' : 'deny');
  });

  it('speaks of every key when there are no tags at all, sorted by pointer', () => {
    expect(findingsOf(verdictOf([rule], definitionWith({ tags: undefined }))).map(([, pointer]) => pointer)).toEqual([
      '/tags/cost-center',
      '/tags/data-class',
      '/tags/owner',
      '/tags/team',
    ]);
  });

  it('makes a finding that a client can act on without reading prose', () => {
    const { violations } = verdictOf([{ ...rule, remedy: 'Ask FinOps.' }], tagsWith({ 'cost-center': undefined }));
    expect(violations).toEqual([
      {
        rule: 'tags',
        type: 'tags',
        level: 'enforce',
        levelFrom: 'default',
        code: 'missing',
        pointer: '/tags/cost-center',
        message: 'tag cost-center is missing',
        actual: null,
        expected: { pattern: 'CC-[0-9]{4}' },
        origin: 'request',
        remedy: 'Ask FinOps.',
        docs: '/v1/policy/rules/tags',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ]);
  });

  it('looks at image tags only where it is told to', () => {
    const images = { id: 'images', type: 'tags', on: ['images'], require: { team: { equals: '{team}' } } };
    expect(findingsOf(verdictOf([images], definitionWith({})))).toEqual([['missing', '/imageTags/team']]);
    expect(verdictOf([images], definitionWith({ tags: undefined, imageTags: { team: 'web' } })).decision).toBe('allow');
    expect(
      findingsOf(verdictOf([{ ...images, on: ['pipeline', 'images'] }], definitionWith({ imageTags: { team: 'x' } }))),
    ).toEqual([['not-equal', '/imageTags/team']]);
  });

  it.each([
    ['a missing team', { team: undefined }, [{ op: 'add', path: '/tags/team', value: 'web' }]],
    ['a wrong team', { team: 'x' }, [{ op: 'replace', path: '/tags/team', value: 'web' }]],
    ['a forbidden key', { 'tmp-a/b': '1' }, [{ op: 'remove', path: '/tags/tmp-a~1b' }]],
    [
      'a key in another case',
      { owner: undefined, OWNER: 'me' },
      [
        { op: 'remove', path: '/tags/OWNER' },
        { op: 'add', path: '/tags/owner', value: 'me' },
      ],
    ],
  ])('is certain how to put right %s', (_, tags, patch) => {
    const body = tagsWith(tags);
    const { fix } = verdictOf([rule], body);
    expect(fix).toEqual({ patch, verified: true, needsInput: [] });
    expect(verdictOf([rule], patched(body, fix?.patch ?? [])).decision).toBe('allow');
  });

  it.each([
    ['a key with other separators', { owner: undefined, 'Owner ': 'me' }],
    ['two keys that could be meant', { owner: undefined, Owner: 'me', OWNER: 'you' }],
    ['a key whose value would not do', { 'cost-center': undefined, 'Cost-Center': '12' }],
    ['a value out of several', { 'data-class': 'secret' }],
  ])('leaves to a person %s', (_, tags) => {
    const { fix } = verdictOf([rule], tagsWith(tags));
    expect(fix).toMatchObject({ patch: [], verified: false });
    expect(fix?.needsInput).toHaveLength(1);
  });

  it('adds the map of tags first where there is none', () => {
    const { violations, fix } = verdictOf(
      [{ id: 'team', type: 'tags', require: { team: { equals: '{team}' } } }],
      definitionWith({ tags: undefined }),
    );
    const patch = [
      { op: 'add', path: '/tags', value: {} },
      { op: 'add', path: '/tags/team', value: 'web' },
    ];
    expect(violations[0]?.fix).toEqual(patch);
    expect(fix).toEqual({ patch, verified: true, needsInput: [] });
  });

  it('offers no tag beyond the fifty that Image Builder takes', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, 'x']));
    const body = definitionWith({ tags: many });
    expect(parseDefinition(body).ok).toBe(true);
    const { fix } = verdictOf([{ id: 'team', type: 'tags', require: { team: { equals: '{team}' } } }], body);
    expect(fix).toEqual({ patch: [], verified: false, needsInput: ['/tags/team'] });
  });

  it.each([null, ''])('is broken, and says why, when the team is %j', (team) => {
    const { violations, fix } = verdictOf([rule], tagsWith({}), { team });
    expect(violations.map(({ code, message }) => [code, message])).toEqual([
      ['context-unknown', 'tag team must be "{team}", and no team is known for you'],
    ]);
    expect(fix?.needsInput).toEqual(['/tags/team']);
  });

  it('is broken when a forbidden wildcard cannot be filled', () => {
    const forbidding = { id: 'f', type: 'tags', forbid: ['{environment}-*'] };
    expect(findingsOf(verdictOf([forbidding], definitionWith({}), { environment: null }))).toEqual([
      ['context-unknown', '/tags'],
    ]);
    expect(findingsOf(verdictOf([forbidding], tagsWith({ 'dev-x': '1' })))).toEqual([['forbidden-key', '/tags/dev-x']]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('takes the key %s for a key like any other', (key) => {
    const require = Object.fromEntries([[key, { equals: 'x' }]]);
    const demanding = { id: 'odd', type: 'tags', require };
    expect(findingsOf(verdictOf([demanding], definitionWith({})))).toEqual([['missing', `/tags/${key}`]]);
    const body = definitionWith({ tags: Object.fromEntries([[key, 'x']]) });
    expect(findingsOf(verdictOf([demanding], body))).toEqual([]);
    expect(findingsOf(verdictOf([{ id: 'odd', type: 'tags', forbid: [key] }], body))).toEqual([
      ['forbidden-key', `/tags/${key}`],
    ]);
  });
});
