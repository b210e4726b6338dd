import { describe, expect, it } from 'vitest';
import { explainRule } from '../../../../lib/policy/explain/explain.ts';
import { loadPolicy } from '../../../../lib/policy/load/load.ts';
import { context, definitionWith, now, policyOf, verdictOf } from '../../../support/policy-subjects.ts';

const role = 'arn:aws:iam::111122223333:role/ci';
const workflow = (path: string, onFailure?: string) => ({
  workflowArn: `arn:aws:imagebuilder:eu-west-1:111122223333:workflow/${path}/1.0.0`,
  ...(onFailure === undefined ? {} : { onFailure }),
});

function ruleOf(assert: string, rest: Readonly<Record<string, unknown>> = {}) {
  return { id: 'x', type: 'expression', assert, at: '/name', message: 'no', ...rest };
}

describe('the expression rule', () => {
  it.each([
    ['definition.name == "Web Base"', true],
    ['definition.name != "Web Base"', false],
    ['definition.name in ["Web Base", "Other"]', true],
    ['definition.name.startsWith("Web") && definition.name.endsWith("Base") && definition.name.contains(" ")', true],
    ['size(definition.name) <= 8 && definition.name.size() == 8', true],
    ['definition.tags.team == context.team', true],
    ['definition.tags["cost-center"].startsWith("CC-")', true],
    ['"owner" in definition.tags', true],
    ['has(definition.tags.owner)', true],
    ['definition.tags.all(key, key != "tmp" && size(definition.tags[key]) > 0)', true],
    ['definition.tags.exists_one(key, key == "team")', true],
    ['definition.tags.filter(key, definition.tags[key] == "web").map(key, key) == ["team"]', true],
    ['definition.tags.map(key, key == "team", definition.tags[key])[0] == "web"', true],
    ['definition.schedule.autoDisablePolicy.failureCount * 2 > 5', true],
    ['definition.schedule.autoDisablePolicy.failureCount == 5', false],
    ['string(definition.schedule.autoDisablePolicy.failureCount) + "!" == "3!"', true],
    ['definition.enhancedImageMetadataEnabled', true],
    ['!definition.imageTestsConfiguration.imageTestsEnabled', false],
    ['definition.loggingConfiguration.pipelineLogGroupName == "/imagebuilder/" + context.team + "/pipeline"', true],
    ['context.environment == "prod" ? has(definition.description) : true', true],
    ['{"dev": 5, "prod": 2}[context.environment] >= definition.schedule.autoDisablePolicy.failureCount', true],
  ])('%s is %s', (assert, holds) => {
    expect(verdictOf([ruleOf(assert)], definitionWith({})).decision).toBe(holds ? 'allow' : 'deny');
  });

  it.each([
    ['size(definition.imageTags) == 0', {}],
    ['!("team" in definition.imageTags)', {}],
    ['definition.workflows.all(w, w.onFailure == "ABORT")', {}],
    [
      'definition.workflows.all(w, w.parameters.all(p, size(p.value) > 0))',
      { workflows: [workflow('build/a')], executionRole: role },
    ],
    ['!has(definition.description)', {}],
    ['!has(definition.imageScanningConfiguration)', {}],
    ['definition.workflows.all(w, !has(w.onFailure))', { workflows: [workflow('build/a')], executionRole: role }],
    ['definition.schedule.timezone == "UTC"', {}],
  ])('takes absent lists and maps for empty, and defaults for given: %s', (assert, members) => {
    const verdict = verdictOf([ruleOf(assert)], definitionWith(members));
    expect([verdict.decision, verdict.outcomes]).toEqual(['allow', [{ rule: 'x', outcome: 'pass' }]]);
  });

  it.each([
    ['definition.description == "x"', {}, 'reads description, which is absent; ask has(…) first, at character 12'],
    ['definition.tags.nothing == "x"', {}, 'reads nothing, which is absent; ask has(…) first, at character 17'],
    [
      'definition.schedule.timezone != "Etc/UTC"',
      { schedule: undefined },
      'reads schedule, which is absent; ask has(…) first, at character 12',
    ],
    [
      'has(definition.schedule.timezone)',
      { schedule: undefined },
      'reads schedule, which is absent; ask has(…) first, at character 16',
    ],
    ['definition.workflows[0].onFailure == "ABORT"', {}, 'reads beyond the end of a list, at character 1'],
    ['definition.schedule.autoDisablePolicy.failureCount / 0 == 1', {}, 'cannot be evaluated: division by zero, at character 1'],
    [
      'definition.schedule.autoDisablePolicy.failureCount + 9223372036854775807 > 0',
      {},
      'cannot be evaluated: integer overflow: 9223372036854775810, at character 1',
    ],
  ])('refuses when %s cannot be evaluated', (assert, members, reason) => {
    const verdict = verdictOf([ruleOf(assert)], definitionWith(members));
    expect([verdict.decision, verdict.outcomes]).toMatchObject(['error', [{ rule: 'x', outcome: 'error', reason }]]);
  });

  it('points to each place, with what is there where that is one value', () => {
    const rule = ruleOf('definition.name == "x"', { at: ['/name', '/tags/team', '/tags', '/description', ''] });
    const { violations } = verdictOf([rule], definitionWith({}));
    expect(violations.map(({ code, pointer, actual, expected }) => [code, pointer, actual, expected])).toEqual([
      ['not-satisfied', '', null, { assert: 'definition.name == "x"' }],
      ['not-satisfied', '/description', null, { assert: 'definition.name == "x"' }],
      ['not-satisfied', '/name', 'Web Base', { assert: 'definition.name == "x"' }],
      ['not-satisfied', '/tags', null, { assert: 'definition.name == "x"' }],
      ['not-satisfied', '/tags/team', 'web', { assert: 'definition.name == "x"' }],
    ]);
  });

  it.each([
    ['plain words', 'plain words'],
    ['one sentence.', 'one sentence'],
    ['{definition.name} of {team} in {context.region}', '"Web Base" of "web" in "eu-west-1"'],
    ['{/name} at {/schedule/timezone}, {/tags/cost-center}', '"Web Base" at "UTC", "CC-1234"'],
    ['{definition.schedule.autoDisablePolicy.failureCount}, {definition.enhancedImageMetadataEnabled}', '3, true'],
    ['{size(definition.tags)} tags', '4 tags'],
    ['{definition.description} and {/description} and {/workflows/0/onFailure}', 'nothing and nothing and nothing'],
  ])('tells %s', (message, told) => {
    const { violations } = verdictOf([ruleOf('definition.name == "x"', { message })], definitionWith({}));
    expect(violations.map((finding) => finding.message)).toEqual([told]);
  });

  it('cuts what it quotes', () => {
    const rule = ruleOf('size(definition.description) < 10', { message: '{definition.description} is too long' });
    const { violations } = verdictOf([rule], definitionWith({ description: 'd'.repeat(1000) }));
    expect(violations.map((finding) => finding.message)).toEqual([`"${'d'.repeat(80)}…" is too long`]);
  });

  it('skips a pipeline that it is not about', () => {
    const rule = ruleOf('has(definition.description)', { when: 'context.environment == "prod"' });
    expect(verdictOf([rule], definitionWith({})).outcomes).toEqual([
      { rule: 'x', outcome: 'skip', reason: 'the condition under which the rule applies does not hold' },
    ]);
    expect(verdictOf([rule], definitionWith({}), { environment: 'prod' }).decision).toBe('deny');
  });

  it.each([
    ['context.team == "web"', {}, 'team'],
    ['context.environment != "prod"', {}, 'environment'],
  ])('refuses in words when it asks for what is not known: %s', (assert, rest, unknown) => {
    const { violations } = verdictOf([ruleOf(assert, rest)], definitionWith({}), { [unknown]: null });
    expect(violations.map(({ code, message }) => [code, message])).toEqual([
      ['context-unknown', `what is allowed depends on your ${unknown}, and no ${unknown} is known for you`],
    ]);
  });

  it('may ask whether something is known', () => {
    const rule = ruleOf('!has(context.team) || context.team == "web"');
    expect(verdictOf([rule], definitionWith({}), { team: null }).decision).toBe('allow');
    expect(verdictOf([rule], definitionWith({}), { team: '' }).decision).toBe('allow');
    expect(verdictOf([rule], definitionWith({}), { team: 'db' }).decision).toBe('deny');
  });

  it('explains itself', () => {
    const rule = ruleOf('has(definition.description)', {
      at: '/description',
      message: 'say what {definition.name} of {team} is for',
      when: 'context.environment == "prod"',
      example: { description: 'Base image of the web team' },
    });
    const explained = explainRule(policyOf([rule]), 'x', context, now);
    expect(explained).toMatchObject({
      summary: '`has(definition.description)` must hold. It applies when `context.environment == "prod"` holds.',
      howToSatisfy: [
        'Change /description so that `has(definition.description)` holds.',
        'Otherwise the finding is: say what {definition.name} of web is for',
      ],
      example: { description: 'Base image of the web team' },
    });
  });
});

describe('loading an expression', () => {
  const problemsIn = (...lines: readonly string[]) => {
    const text = [
      'name: p',
      'version: "1"',
      'rules:',
      '  - id: x',
      '    type: expression',
      ...lines.map((line) => `    ${line}`),
    ].join('\n');
    const loaded = loadPolicy(text, 'policy.yaml');
    return loaded.ok
      ? []
      : loaded.problems.map(({ line, column, pointer, message }) => `${line}:${column} ${pointer} ${message}`);
  };

  it.each([
    ['', 'must not be empty'],
    ['definition.name ==', 'cannot be read: Unexpected token: EOF (character 19)'],
    ['definition.name = "x"', 'cannot be read: Unexpected character: = (character 17)'],
    ['definition.name == "x', 'cannot be read: Unterminated string (character 20)'],
    ['definition.name', 'must be true or false, but is another value: compare it with what it should be'],
    ['size(definition.tags)', 'must be true or false, but is another value: compare it with what it should be'],
    ['true', 'does not depend on definition or context, so it would be the same for every pipeline'],
    ['1 + 1 == 2', 'does not depend on definition or context, so it would be the same for every pipeline'],
    ['name == "x"', 'has the unknown name name; did you mean definition.name? (character 1)'],
    ['team == "x"', 'has the unknown name team; did you mean context.team? (character 1)'],
    ['defnition.name == "x"', 'has the unknown name defnition; did you mean definition? (character 1)'],
    ['request.name == "x"', 'has the unknown name request; there are definition, context and operation (character 1)'],
    ['int == int', 'has the unknown name int; there are definition, context and operation (character 1)'],
    [
      'definition.shedule.timezone == "UTC"',
      'is wrong: definition has no member "shedule"; did you mean schedule? (character 1)',
    ],
    ['has(definition.shedule)', 'is wrong: definition has no member "shedule"; did you mean schedule? (character 5)'],
    [
      'has(definition.schedule.timeZone)',
      'is wrong: definition.schedule has no member "timeZone"; did you mean timezone? (character 5)',
    ],
    [
      'definition.workflows.all(w, has(w.onfailure))',
      'is wrong: w has no member "onfailure"; did you mean onFailure? (character 33)',
    ],
    [
      'definition.workflows[0].arn == "x"',
      'is wrong: definition.workflows[0] has no member "arn"; there are workflowArn, parameters, parallelGroup, onFailure (character 1)',
    ],
    [
      'has(definition.tags)',
      'asks has() for tags, which is always there and empty when none are given; ask size(definition.tags) > 0 (character 5)',
    ],
    ['has(definition)', 'has a has() that is not about a member by its name, as has(definition.schedule) is (character 1)'],
    [
      'has(definition.workflows[0].onFailure)',
      'has a has() that is not about a member by its name, as has(definition.schedule) is (character 1)',
    ],
    ['definition["name"] == "x"', 'selects a member of definition in brackets; write definition.member (character 1)'],
    ['definition[context.name] == "x"', 'selects a member of definition in brackets; write definition.member (character 1)'],
    ['definition.name == 1', 'has an operator that does not fit its values: string == int (character 1)'],
    [
      'definition.schedule == definition.schedule',
      'has an operator that does not fit its values: definition.schedule == definition.schedule (character 1)',
    ],
    ['definition.name.startsWith(1)', 'has a function that does not fit its values: string.startsWith(int) (character 1)'],
    ['definition.description == null', 'compares with null, which a definition never holds; ask has(…) (character 27)'],
    [
      'definition.schedule.autoDisablePolicy.failureCount < 1.5',
      'has a number with a fraction, an unsigned number or bytes; definitions hold texts, whole numbers, true and false (character 54)',
    ],
    ['definition.name ? true : false', "cannot be read: Ternary condition must be bool, got 'string' (character 12)"],
    ['definition.tags.team.foo == "x"', "cannot be read: Cannot index type 'string' (character 22)"],
    [
      'definition.name.matches("^a+$")',
      'uses matches; regular expressions are not available in expressions: compare with startsWith, endsWith or contains (character 1)',
    ],
    [
      'matches(definition.name, "a")',
      'uses matches; regular expressions are not available in expressions: compare with startsWith, endsWith or contains (character 1)',
    ],
    [
      'cel.bind(x, definition.name, x == "a")',
      'uses bind, which is not available; write the value where it is used (character 1)',
    ],
    ['definition.name.startWith("a")', 'uses startWith, which is not available; did you mean startsWith? (character 1)'],
    [
      'definition.name.lowerAscii() == "a"',
      'uses lowerAscii, which is not available; there are has, size, string, contains, startsWith, endsWith, all, exists, exists_one, map and filter (character 1)',
    ],
    [
      'timestamp("2027-01-01T00:00:00Z") > timestamp(definition.name)',
      'uses timestamp, which is not available; there are has, size, string, contains, startsWith, endsWith, all, exists, exists_one, map and filter (character 1)',
    ],
    ['[definition.name] + ["a"] == ["a"]', 'joins lists; say what must hold for each of them (character 1)'],
    ['definition.workflows.all(definition, true)', 'has a macro all whose variable hides definition (character 26)'],
    [
      'definition.workflows.all(w.x, true)',
      'cannot be read: all(var, predicate) invalid predicate iteration variable (character 28)',
    ],
  ])('refuses %s', (assert, problem) => {
    expect(problemsIn('at: /name', 'message: no', `assert: ${JSON.stringify(assert)}`)).toEqual([
      `8:13 /rules/0/assert ${problem}`,
    ]);
  });

  it.each([
    ['at: name', '9:9 /rules/0/at is not a JSON Pointer: a pointer begins with a slash, as in /schedule/timezone'],
    ['at: /shedule', '9:9 /rules/0/at points to nothing: what holds it has no member "shedule"; did you mean schedule?'],
    ['at: [/name, /workflows/first]', '9:17 /rules/0/at/1 points to nothing: there can be no "first" at that place'],
    ['at: []', '9:9 /rules/0/at must name at least one place'],
    [
      'message: "{definition.tags}"',
      '9:14 /rules/0/message quotes {definition.tags}, which is not a text, a number, true or false; quote one value',
    ],
    ['message: "{/tags}"', '9:14 /rules/0/message quotes {/tags}, which points to many values; quote one of them'],
    [
      'message: "{nmae}"',
      '9:14 /rules/0/message quotes {nmae}, which has the unknown name nmae; there are definition, context and operation (character 1)',
    ],
    ['message: "a { b"', '9:14 /rules/0/message has an unmatched brace; braces go around what is quoted'],
    ['message: "a\\nb"', '9:14 /rules/0/message must be one line, without control characters'],
    ['message: "{team}{team}{team}{team}{team}{team}"', '9:14 /rules/0/message may quote at most 5 values'],
    [`message: ${'m'.repeat(301)}`, '9:14 /rules/0/message may have at most 300 characters'],
    [
      'when: "definition.name"',
      '9:11 /rules/0/when must be true or false, but is another value: compare it with what it should be',
    ],
    ['asserts: true', '9:5 /rules/0/asserts unknown key "asserts"; did you mean assert?'],
  ])('refuses %s', (line, problem) => {
    const name = line.slice(0, line.indexOf(':'));
    const others = ['at: /name', 'message: no', 'assert: has(definition.description)'];
    expect(problemsIn(...others.map((other) => (other.startsWith(`${name}:`) ? '# below' : other)), line)).toEqual([problem]);
  });
});
