import { describe, expect, it } from 'vitest';
import { accepts } from '../../../lib/http/accept.ts';

describe('accepts', () => {
  it.each([
    [undefined],
    [''],
    ['application/json'],
    ['APPLICATION/JSON'],
    ['*/*'],
    ['application/*'],
    ['text/html, application/json;q=0.1'],
    ['text/html,application/xhtml+xml,*/*;q=0.8'],
    ['application/json; charset=utf-8'],
    ['application/json;q=0.5, */*;q=0'],
  ])('takes JSON for Accept: %s', (header) => {
    expect(accepts(header, 'application/json')).toBe(true);
  });

  it.each([
    'text/html',
    'application/xml',
    'application/json;q=0',
    'application/json;q=0, */*',
    'application/*;q=0.0',
    'text/*',
    'nonsense',
  ])('does not take JSON for Accept: %s', (header) => {
    expect(accepts(header, 'application/json')).toBe(false);
  });
});
