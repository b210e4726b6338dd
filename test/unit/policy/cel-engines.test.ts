import { type CelInput, isCelError, run } from '@bufbuild/cel';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../../lib/json/value.ts';
import { cel } from '../../../lib/policy/cel/cel.ts';
import { isListShape, isObjectShape, type JudgedShape, judgedShape } from '../../../lib/policy/subject/judged-shape.ts';
import { context, definitionWith, subjectOf } from '../../support/policy-subjects.ts';

/** A value for the other engine, by a way of its own: absent lists and maps are empty there too. */
function inputOf(value: unknown, shape: JudgedShape): CelInput {
  if (isObjectShape(shape)) {
    const entries = Object.entries(shape.members).flatMap(([name, member]): [string, CelInput][] => {
      const given = isObject(value) ? value[name] : undefined;
      return given === undefined && member !== 'map' && !isListShape(member) ? [] : [[name, inputOf(given, member)]];
    });
    return new Map(entries);
  }
  if (isListShape(shape)) return (Array.isArray(value) ? value : []).map((item) => inputOf(item, shape.item));
  if (shape === 'map') return new Map(isObject(value) ? Object.entries(value).map(([key, text]) => [key, String(text)]) : []);
  return typeof value === 'number' ? BigInt(value) : (value as string | boolean);
}

const workflow = (path: string, rest: object = {}) => ({
  workflowArn: `arn:aws:imagebuilder:eu-west-1:111122223333:workflow/${path}/1.0.0`,
  ...rest,
});

const definitions: Readonly<Record<string, Record<string, unknown>>> = {
  full: definitionWith({
    description: 'Größe 𝒳',
    workflows: [
      workflow('build/a', { onFailure: 'ABORT', parameters: [{ name: 'level', value: ['1', '2'] }] }),
      workflow('test/b', { onFailure: 'CONTINUE' }),
    ],
    executionRole: 'arn:aws:iam::111122223333:role/ci',
    imageTags: { constructor: 'x', toString: 'y' },
    imageScanningConfiguration: { imageScanningEnabled: true, ecrConfiguration: { containerTags: ['a', 'b', 'b'] } },
  }),
  ordinary: definitionWith({}),
  bare: definitionWith({ schedule: undefined, tags: undefined, loggingConfiguration: undefined }),
};

const expressions = [
  'definition.name == "Web Base"',
  'definition.name < "a" && definition.name >= "A"',
  'definition.description == "x"',
  'has(definition.description) && size(definition.description) == 7',
  'has(definition.schedule) && has(definition.schedule.timezone)',
  'has(definition.schedule.timezone)',
  'definition.schedule.autoDisablePolicy.failureCount in [3, 5]',
  '!has(definition.schedule) || definition.schedule.autoDisablePolicy.failureCount * 3 - 1 > 7 % 4',
  'definition.schedule.autoDisablePolicy.failureCount / 2 == 1',
  'definition.schedule.autoDisablePolicy.failureCount + 9223372036854775807 > 0',
  'definition.schedule.autoDisablePolicy.failureCount % 0 == 0',
  '-definition.schedule.autoDisablePolicy.failureCount < 0',
  'definition.tags.team == context.team',
  'has(definition.tags.team) && definition.tags.team == context.team',
  '"team" in definition.tags ? definition.tags["team"].startsWith("w") : true',
  '"constructor" in definition.imageTags',
  'definition.imageTags.toString == "y"',
  'definition.tags == {"team": "web"}',
  'definition.tags.all(k, k.contains("e") || k == "tmp")',
  'definition.tags.exists(k, definition.tags[k].endsWith(".com"))',
  'definition.tags.exists_one(k, k.startsWith("t"))',
  'definition.tags.filter(k, k == "team") == ["team"]',
  'definition.workflows.all(w, w.onFailure == "ABORT")',
  'definition.workflows.exists(w, w.parameters.exists(p, p.name == "level" && "2" in p.value))',
  'definition.workflows.map(w, size(w.parameters)) == [1, 0]',
  'definition.workflows.map(w, w.onFailure == "ABORT", w.workflowArn)[0].contains("build")',
  'size(definition.workflows) > 0 && definition.workflows[0].onFailure != "x"',
  'definition.workflows[1].workflowArn.endsWith("1.0.0")',
  'definition.workflows[2].workflowArn == ""',
  'size(definition.imageScanningConfiguration.ecrConfiguration.containerTags) == 3',
  'definition.imageTestsConfiguration.imageTestsEnabled && definition.imageTestsConfiguration.timeoutMinutes >= 60',
  'definition.description == "x" || definition.name == "Web Base"',
  'definition.name == "Web Base" || definition.description == "x"',
  'definition.description == "x" && definition.name == "other"',
  'string(definition.imageTestsConfiguration.timeoutMinutes) + "m" == "720m"',
  'string(definition.enhancedImageMetadataEnabled) == "true"',
  'context.environment == "dev" && context.account == "111122223333" && context.region.startsWith("eu-")',
  '{"dev": 5, "prod": 2}[context.environment] > 3',
  '{"prod": 2}[context.environment] > 3',
  'operation == "write" || operation == "delete"',
  '[definition.name, context.team].exists(t, t == "web")',
  '"tab\\tquote\\" \\u00e9" != definition.name',
  "r'\\d' != definition.name",
];

describe('two engines of different makers', () => {
  it.each(expressions.flatMap((source) => Object.keys(definitions).map((name) => [source, name] as const)))(
    'agree on %s of the %s definition',
    (source, name) => {
      const subject = subjectOf(definitions[name]);
      const compiled = cel().compile(source);
      if (!compiled.ok) throw new TypeError(compiled.message);
      const other = run(source, {
        definition: inputOf(subject.definition, judgedShape),
        context: new Map(Object.entries(context)) as CelInput,
        operation: 'write',
      });
      expect(outcomeOf(() => compiled.expression.evaluate(cel().facts(subject, context)))).toBe(
        isCelError(other) ? 'error' : other,
      );
    },
  );
});

function outcomeOf(evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch {
    return 'error';
  }
}
