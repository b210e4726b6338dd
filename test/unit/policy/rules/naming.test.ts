import { describe, expect, it } from 'vitest';
import { normaliseName } from '../../../../lib/pipeline/definition/name.ts';
import { definitionWith, verdictOf } from '../../../support/policy-subjects.ts';

function said(parameters: Readonly<Record<string, unknown>>, name: string, team: string | null = 'web') {
  const verdict = verdictOf([{ id: 'names', type: 'naming', ...parameters }], definitionWith({ name }), {
    team,
    name: normaliseName(name),
  });
  expect(verdict.fix?.patch ?? []).toEqual([]);
  expect(verdict.fix?.needsInput ?? ['/name']).toEqual(['/name']);
  return verdict.violations.map(({ code, pointer, message }) => [code, pointer, message]);
}

describe('the naming rule', () => {
  it.each([
    [{ template: '{team}-*' }, 'web-base', []],
    [{ template: '{team}-*' }, 'webshop-base', [['template-mismatch', 'the name "webshop-base" must match "web-*"']]],
    [{ template: '{team}-*' }, 'Web Base', [['template-mismatch', 'the name "Web Base" must match "web-*"']]],
    [{ template: '{team}-*', on: ['normalised'] }, 'Web Base', []],
    [
      { template: '{team}-*', on: ['normalised'] },
      'Payments_Base',
      [['template-mismatch', 'the name "Payments_Base" becomes "payments-base", which must match "web-*"']],
    ],
    [{ template: 'Web *', on: ['display'] }, 'Web Base', []],
    [{ pattern: '[a-z0-9-]+' }, 'web-base', []],
    [{ pattern: '[a-z0-9-]+' }, 'web_base', [['pattern-mismatch', 'the name "web_base" must match "[a-z0-9-]+"']]],
    [{ pattern: '[a-z0-9-]+', on: ['normalised'] }, 'web_base', []],
    [{ maximumLength: 5 }, 'web-base', [['too-long', 'the name "web-base" has 8 characters, at most 5 are allowed']]],
    [{ minimumLength: 9 }, 'web-base', [['too-short', 'the name "web-base" has 8 characters, at least 9 are needed']]],
    [
      { template: 'x*', maximumLength: 5 },
      'web-base',
      [
        ['template-mismatch', 'the name "web-base" must match "x*"'],
        ['too-long', 'the name "web-base" has 8 characters, at most 5 are allowed'],
      ],
    ],
  ])('%j and %s', (parameters, name, expected) => {
    expect(said(parameters, name)).toEqual(expected.map(([code, message]) => [code, '/name', message]));
  });

  it('is broken, and says why, when no team is known', () => {
    expect(said({ template: '{team}-*' }, 'web-base', null)).toEqual([
      ['context-unknown', '/name', 'the name "web-base" must match "{team}-*", and no team is known for you'],
    ]);
  });

  it('takes a star in a team’s name for itself', () => {
    expect(said({ template: '{team}-*' }, 'web-base', '*')).toHaveLength(1);
  });
});
