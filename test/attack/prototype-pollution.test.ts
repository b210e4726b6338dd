import { afterEach, describe, expect, it } from 'vitest';
import { parseDefinition } from '../../lib/pipeline/definition/definition.ts';
import { completeDefinition } from '../../lib/pipeline/judging/complete.ts';
import { definitionOf, recordOf } from '../../lib/pipeline/stored/record.ts';
import { patched } from '../unit/pipeline/patched.ts';
import { minimal } from '../unit/pipeline/sound.ts';

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
const dangerous = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

/** From a text, as it arrives: in a literal `__proto__` would set the prototype in place of a member. */
function bodyWith(place: 'root' | 'schedule' | 'tags' | 'Tags', key: string, value: unknown): unknown {
  const members = `{${JSON.stringify(key)}:${JSON.stringify(value)}}`;
  const own = JSON.stringify(minimal).slice(0, -1);
  return JSON.parse(place === 'root' ? `${own},${members.slice(1)}` : `${own},${JSON.stringify(place)}:${members}}`);
}

afterEach(() => {
  // Whatever was sent, no object of the process has got a member from it.
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

describe.each(dangerous)('the key %s', (key) => {
  it('is an unknown member like any other', () => {
    for (const value of [{ polluted: true }, 'text', null]) {
      expect(parseDefinition(bodyWith('root', key, value))).toMatchObject({
        ok: false,
        problems: [{ pointer: `/${key}`, code: 'unknown-member' }],
      });
      expect(parseDefinition(bodyWith('schedule', key, value))).toMatchObject({
        ok: false,
        problems: [{ pointer: `/schedule/${key}`, code: 'unknown-member' }],
      });
    }
  });

  it('is a tag like any other, from the request to the record and back', () => {
    const body = bodyWith('tags', key, 'web');
    const parsed = parseDefinition(body);
    if (!parsed.ok) throw new Error('refused');
    const { resulting, subject } = completeDefinition(parsed.definition);
    const back = definitionOf(recordOf(parsed.definition, arn));
    for (const { tags } of [parsed.definition, resulting, subject.definition, back]) {
      expect(JSON.stringify(tags)).toBe(`{"${key}":"web"}`);
    }
  });

  it('is checked as a tag like any other', () => {
    const body = bodyWith('tags', key, { polluted: true });
    expect(parseDefinition(body)).toMatchObject({ ok: false, problems: [{ pointer: `/tags/${key}`, code: 'wrong-type' }] });
  });

  it('is mended as a tag like any other, also under a misspelt name', () => {
    const body = bodyWith('Tags', key, 7);
    const parsed = parseDefinition(body);
    const fix = parsed.ok ? [] : parsed.problems.flatMap((problem) => problem.fix ?? []);
    expect(JSON.stringify(patched(body, fix))).toBe(JSON.stringify(bodyWith('tags', key, '7')));
    expect(JSON.stringify(body)).toBe(JSON.stringify(bodyWith('Tags', key, 7)));
  });

  it('is mended as a tag in a list of CloudFormation', () => {
    const parsed = parseDefinition({ ...minimal, tags: [{ Key: key, Value: 'web' }] });
    expect(JSON.stringify(parsed.ok ? null : parsed.problems[0]?.suggestion)).toBe(`{"${key}":"web"}`);
  });
});
