import { describe, expect, it } from 'vitest';
import { cel } from '../../lib/policy/cel/cel.ts';
import { definitionWith, verdictOf } from '../support/policy-subjects.ts';

/** Milliseconds; what is not bounded here takes minutes at least, or all memory. */
const generous = 3_000;

/** Bytes of a body that gets as far as the rules. */
const maximumBody = 64 * 1024;

const rule = (assert: string) => ({ id: 'x', type: 'expression', assert, at: '/workflows', message: 'no' });

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

describe('an expression that could run long is refused when it is loaded', () => {
  const list = 'definition.workflows';
  it.each([
    [
      'three loops in one another',
      `${list}.all(a, ${list}.all(b, ${list}.all(c, a.workflowArn == c.workflowArn)))`,
      'has 3 list macros',
    ],
    ['three loops in a row', `${list}.filter(a, true).map(b, b.workflowArn).all(c, c == "x")`, 'has 3 list macros'],
    [
      'a loop over what a loop in a loop made',
      `${list}.map(a, ${list}.map(b, ${list}))[0].all(c, c.size() > 0)`,
      'has 3 list macros',
    ],
    ['doubling in a chain', `["aaaaaaaa"]${'.map(s, s + s)'.repeat(10)}.size() > 0`, 'has 10 list macros'],
    ['doubling in one', `["aaaaaaaa"].map(s, ${Array(40).fill('s').join(' + ')}).size() > 0`, 'has more than 10 additions'],
    ['lists that grow', '([1] + [2]).size() > size(definition.tags)', 'joins lists'],
    ['lists that grow in a loop', `${list}.map(w, w.parameters + w.parameters).size() > 0`, 'joins lists'],
    ['lists that grow behind a condition', `((true ? ${list} : ${list}) + ${list}).size() > 0`, 'joins lists'],
    ['deep parentheses', `${'('.repeat(400)}definition.name == "x"${')'.repeat(400)}`, 'it is nested more than 24 deep'],
    ['deep lists', `${'['.repeat(400)}definition.name${']'.repeat(400)} == []`, 'is too large'],
    ['many negations', `${'!'.repeat(900)}definition.enhancedImageMetadataEnabled`, 'is too large'],
    ['many parts', Array(80).fill('definition.name=="a"').join('||').slice(0, 1000), 'it has more than 200 parts'],
    ['a long list', `definition.name in [${'"a",'.repeat(60)}"b"]`, 'it has a list of more than 50 entries'],
    ['a long text', `definition.name == "${'a'.repeat(100_000)}"`, 'has 100021 characters, at most 1000 are allowed'],
    ['a text of a megabyte of brackets', '['.repeat(1_000_000), 'has 1000000 characters'],
    [
      'a number without end',
      `definition.schedule.autoDisablePolicy.failureCount < ${'9'.repeat(400)}`,
      'has an integer beyond 64 bits',
    ],
    ['a repeated text', 'definition.name.repeat(1000) == "x"', 'uses repeat, which is not available'],
    ['a text in pieces', 'definition.name.split("").size() > 0', 'uses split, which is not available'],
    ['a regular expression', 'definition.name.matches("(a+)+$")', 'uses matches'],
    ['a value bound again and again', 'cel.bind(a, "x", a + a == definition.name)', 'uses bind'],
    ['JSON in bytes', 'b"{}" == definition.name', 'has a number with a fraction, an unsigned number or bytes'],
  ])('%s', (_, source, complaint) => {
    let compiled: ReturnType<ReturnType<typeof cel>['compile']> | undefined;
    expect(timed(() => (compiled = cel().compile(source)))).toBeLessThan(generous);
    expect(compiled?.ok === false && compiled.message).toContain(complaint);
  });
});

describe('a definition cannot make an expression slow', () => {
  const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333:workflow/build/a/1.0.0';
  const withValues = (value: readonly string[]) => ({
    ...definitionWith({
      executionRole: 'arn:aws:iam::111122223333:role/ci',
      workflows: [{ workflowArn: arn, parameters: [{ name: 'p', value }] }],
    }),
  });
  const values = 'definition.workflows[0].parameters[0].value';
  const tiny = Array<string>(20_000).fill('');
  const long = [...Array<string>(3_000).fill('b'), ...Array<string>(3).fill('a'.repeat(13_000))];

  it.each([
    ['every entry with every entry', `${values}.all(a, ${values}.exists_one(b, a == b))`, tiny],
    ['every entry in every entry', `${values}.all(a, ${values}.exists(b, a.contains(b)))`, long],
    [
      'a long text at every entry',
      `${values}.all(a, (${values}[3000] + ${values}[3001] + ${values}[3002]).contains(a + "c"))`,
      long,
    ],
    ['lists of lists', `${values}.map(a, ${values}.map(b, a + b)).size() > 0`, tiny],
    ['every entry filtered, then mapped', `${values}.filter(a, a == "").map(b, b + b + b).size() > 0`, tiny],
  ])('%s', (_, assert, given) => {
    const body = withValues(given);
    expect(JSON.stringify(body).length).toBeLessThan(maximumBody + 20_000);
    let verdict: ReturnType<typeof verdictOf> | undefined;
    expect(timed(() => (verdict = verdictOf([rule(assert)], body)))).toBeLessThan(generous);
    expect(verdict?.violations.map(({ code, message }) => [code, message])).toEqual([
      ['too-large', 'the definition has too many entries to be judged by this condition'],
    ]);
  });

  it('reads a long list once, and fifty tags with fifty tags', () => {
    expect(verdictOf([rule(`${values}.all(a, a != "x")`)], withValues(tiny)).decision).toBe('allow');
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key-${index}`, 'v'.repeat(256)]));
    const unique = 'definition.tags.all(a, definition.tags.exists_one(b, a == b && definition.tags[a] == definition.tags[b]))';
    expect(verdictOf([rule(unique)], definitionWith({ tags, imageTags: tags })).decision).toBe('allow');
  });

  it('does not overflow', () => {
    const count = 'definition.schedule.autoDisablePolicy.failureCount';
    for (const sum of [
      `${count} + 9223372036854775807 > 0`,
      `${count} * 9223372036854775807 > 0`,
      `-${count} - 9223372036854775807 < 0`,
    ]) {
      expect(verdictOf([rule(sum)], definitionWith({})).decision).toBe('error');
    }
  });
});

describe('an expression over lists of its own', () => {
  const items = Array.from({ length: 50 }, (_, index) => `"${index}"`).join(',');
  const source = `[${items}].all(a, [${items}].all(b, definition.name != a + b))`;

  it('can be afforded by what a definition has in texts, however short its lists are', () => {
    const compiled = cel().compile(source);
    if (!compiled.ok) throw new Error(compiled.message);
    const { isAffordable } = compiled.expression;
    const facts = (characters: number) => ({ variables: new Map(), longest: 1, characters });
    expect([isAffordable(facts(1_000)), isAffordable(facts(maximumBody))]).toEqual([true, false]);
  });
});
