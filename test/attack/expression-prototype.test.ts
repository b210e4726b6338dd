import { describe, expect, it } from 'vitest';
import { cel } from '../../lib/policy/cel/cel.ts';
import { context, definitionWith, subjectOf, verdictOf } from '../support/policy-subjects.ts';

const names = ['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'get', 'size', 'entries'];

describe('an expression cannot reach what JavaScript attaches to values', () => {
  it.each(
    names.flatMap((name) => [
      `definition.${name} == "x"`,
      `definition["${name}"] == "x"`,
      `has(definition.${name})`,
      `definition.schedule.${name} == "x"`,
      `definition.name.${name} == "x"`,
      `definition.name["${name}"] == "x"`,
      `definition.workflows.${name} == "x"`,
      `definition.workflows["${name}"] == "x"`,
      `definition.workflows.all(w, w.${name} == "x")`,
      `definition.workflows.all(w, w["${name}"] == "x")`,
      `context.${name} == "x"`,
      `{"a": "b"}.${name} == "x" && definition.name == "x"`.replace('{"a": "b"}', '[definition.name]'),
      `${name} == definition.name`,
      `definition.${name}()`,
      `definition.name.${name}("x") == "y"`,
    ]),
  )('%s is refused when it is loaded', (source) => {
    expect(cel().compile(source).ok).toBe(false);
  });

  it.each([
    'definition.tags.constructor == "x"',
    'definition.tags["__proto__"] == "x"',
    'definition.tags["toString"] == "x"',
    '{"a": "b"}["constructor"] == context.team',
    '{"a": "b"}[context.name] == context.team',
  ])('%s finds nothing', (assert) => {
    const rule = { id: 'x', type: 'expression', assert, at: '/tags', message: 'no' };
    expect(verdictOf([rule], definitionWith({}), { name: '__proto__' }).decision).toBe('error');
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('the tag %s is a tag like others', (key) => {
    const body = definitionWith({ tags: JSON.parse(`{${JSON.stringify(key)}: "mine"}`) });
    const rule = (assert: string) => ({ id: 'x', type: 'expression', assert, at: '/tags', message: 'no' });
    expect(verdictOf([rule(`definition.tags["${key}"] == "mine" && "${key}" in definition.tags`)], body).decision).toBe('allow');
    expect(verdictOf([rule(`size(definition.tags) == 1 && definition.tags.all(k, k == "${key}")`)], body).decision).toBe('allow');
    expect(verdictOf([rule(`"${key}" in definition.tags && context.name != ""`)], definitionWith({})).decision).toBe('deny');
  });

  it('has none of the names that the engine knows beside the language', () => {
    for (const name of [
      'google',
      'cel',
      'optional',
      'int',
      'type',
      'dyn',
      'null_type',
      'self',
      'globalThis',
      'process',
      'require',
    ]) {
      expect(cel().compile(`${name} == definition.name`).ok).toBe(false);
      expect(cel().compile(`${name}.a.b == definition.name`).ok).toBe(false);
      expect(cel().compile(`${name}(definition.name) == definition.name`).ok).toBe(false);
    }
  });

  it('cannot change what it reads', () => {
    const subject = subjectOf(definitionWith({ workflows: [] }));
    const before = JSON.stringify(subject.definition);
    const facts = cel().facts(subject, context);
    for (const source of ['definition.tags.map(k, k).size() > 0', 'definition.workflows.filter(w, true).size() == 0']) {
      const compiled = cel().compile(source);
      expect(compiled.ok && [compiled.expression.evaluate(facts), compiled.expression.evaluate(facts)]).toEqual([true, true]);
    }
    expect(JSON.stringify(subject.definition)).toBe(before);
  });
});
