import { describe, expect, it } from 'vitest';
import { anyText, oneOf, readQuery, textLike, wholeNumber } from '../../../lib/http/query.ts';
import { MalformedRequest } from '../../../lib/problem/errors.ts';

const known = ['pageSize', 'pageToken', 'status', 'name'];

function read(query: Readonly<Record<string, readonly string[]>>) {
  return readQuery(query, known, (take) => ({
    pageSize: take('pageSize', wholeNumber(1, 100)) ?? 25,
    pageToken: take('pageToken', anyText),
    status: take('status', oneOf('enabled', 'disabled')),
    name: take('name', textLike(/^[a-z*]{1,5}$/, 'at most 5 letters')),
  }));
}

function problemsOf(query: Readonly<Record<string, readonly string[]>>) {
  try {
    read(query);
  } catch (error) {
    if (error instanceof MalformedRequest) return { message: error.message, errors: error.extensions['errors'] };
  }
  throw new Error('the query was not refused as malformed');
}

describe('a query', () => {
  it('gives what the route makes of it', () => {
    expect(read({})).toEqual({ pageSize: 25, pageToken: undefined, status: undefined, name: undefined });
    expect(read({ pageSize: ['100'], pageToken: ['x y'], status: ['disabled'], name: ['web*'] })).toEqual({
      pageSize: 100,
      pageToken: 'x y',
      status: 'disabled',
      name: 'web*',
    });
  });

  it.each([
    ['pageSize', '0', 'below-minimum', 'a whole number from 1 to 100'],
    ['pageSize', '-3', 'below-minimum', 'a whole number from 1 to 100'],
    ['pageSize', '101', 'above-maximum', 'a whole number from 1 to 100'],
    ['pageSize', '1e2', 'wrong-type', 'a whole number from 1 to 100'],
    ['pageSize', ' 5', 'wrong-type', 'a whole number from 1 to 100'],
    ['pageSize', '5.0', 'wrong-type', 'a whole number from 1 to 100'],
    ['pageSize', '٣', 'wrong-type', 'a whole number from 1 to 100'],
    ['pageSize', '9'.repeat(400), 'wrong-type', 'a whole number from 1 to 100'],
    ['status', 'toString', 'unknown-value', 'enabled or disabled'],
    ['name', 'a b', 'pattern', 'at most 5 letters'],
  ])('is refused with %s=%j', (parameter, text, code, expected) => {
    const { message, errors } = problemsOf({ [parameter]: [text] });
    expect(errors).toEqual([{ parameter, code, detail: message.slice(0, -1), expected, received: expect.any(String) }]);
    expect(message).toContain(`${parameter} must be ${expected}, but is `);
    expect(message.length).toBeLessThan(200);
  });

  it.each([
    ['status', 'Enabled', 'enabled', 'status must be enabled or disabled, but is "Enabled": perhaps enabled is meant'],
    ['page-size', '5', 'pageSize', 'there is no parameter "page-size" here: perhaps pageSize is meant'],
    ['stauts', 'enabled', 'status', 'there is no parameter "stauts" here: perhaps status is meant'],
  ])('that says %s=%s gets to know that %s may be meant', (parameter, text, suggestion, detail) => {
    expect(problemsOf({ [parameter]: [text] }).errors).toEqual([expect.objectContaining({ detail, suggestion })]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('has no parameter %s', (name) => {
    const query = Object.fromEntries([[name, ['x']]]);
    expect(problemsOf(query).errors).toEqual([expect.objectContaining({ parameter: name, code: 'unknown-parameter' })]);
    expect(readQuery({}, [name], (take) => take(name, anyText))).toBeUndefined();
  });

  it('is told everything that is wrong with it at once', () => {
    const { message, errors } = problemsOf({
      zone: ['x'],
      pageSize: ['500'],
      pageToken: [''],
      status: ['enabled', 'enabled'],
      name: ['web'],
    });
    expect(message).toBe(
      'there is no parameter "zone" here; pageSize must be a whole number from 1 to 100, but is "500"; ' +
        'pageToken is empty: leave it out; status is given more than once: give it once.',
    );
    expect(errors).toMatchObject([
      { parameter: 'zone', code: 'unknown-parameter', expected: 'one of pageSize, pageToken, status, name' },
      { parameter: 'pageSize', code: 'above-maximum' },
      { parameter: 'pageToken', code: 'empty' },
      { parameter: 'status', code: 'repeated' },
    ]);
  });

  it('of a route without parameters takes none', () => {
    expect(readQuery({}, [], () => 'read')).toBe('read');
    expect(() => readQuery({ a: ['1'] }, [], () => 'read')).toThrow('there is no parameter "a" here.');
  });

  it('cannot make an answer long', () => {
    expect(problemsOf({ ['x'.repeat(5_000)]: ['1'] }).message.length).toBeLessThan(150);
  });
});
