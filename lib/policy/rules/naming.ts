import * as v from 'valibot';
import type { JsonObject } from '../../json/value.ts';
import { patternForForm } from '../form-pattern.ts';
import { compilePattern } from '../pattern.ts';
import { patternSchema } from '../pattern-schema.ts';
import { defineRuleType, type Fill, type RuleFinding } from '../rule.ts';
import type { JudgingContext } from '../subject.ts';
import { fillForReading, templateOf, templateSchema, wildcardFiller } from '../template.ts';
import { together } from '../together.ts';
import { matches } from '../wildcard.ts';
import { type Characters, patternOfWildcard, wildcardsForForm } from '../wildcard-pattern.ts';
import { enumeration, quoted, sentence } from '../wording.ts';

/** Source: CreateImagePipeline, EC2 Image Builder API Reference: a name has 3 to 128 characters. */
const shortest = 3;
const longest = 128;

const lengthSchema = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(shortest, `must be at least ${shortest}, as in Image Builder`),
  v.maxValue(longest, `must be at most ${longest}, as in Image Builder`),
);

/** The name as it was typed, and the one that the pipeline's ARN ends with. */
const forms = ['display', 'normalised'] as const;

type Form = (typeof forms)[number];

const parametersSchema = v.pipe(
  v.strictObject({
    template: v.exactOptional(
      v.pipe(
        templateSchema,
        v.nonEmpty('must not be empty'),
        v.check((text) => !text.includes('{name}'), 'cannot hold {name}: that is what the rule judges'),
        v.title('wildcard'),
        v.description('What the name must match, such as `{team}-*`.'),
      ),
    ),
    pattern: v.exactOptional(
      v.pipe(patternSchema, v.title('pattern'), v.description('What the name must match, as a regular expression.')),
    ),
    minimumLength: v.exactOptional(v.pipe(lengthSchema, v.description('How many characters the name must have.'))),
    maximumLength: v.exactOptional(v.pipe(lengthSchema, v.description('How many characters the name may have.'))),
    on: v.exactOptional(
      v.pipe(
        v.array(v.picklist(forms)),
        v.nonEmpty('must name display, normalised, or both'),
        v.description(
          'Which form is judged: `display` is the name as typed, `normalised` the one in the ARN, in lower case with hyphens.',
        ),
        v.metadata({ default: ['display', 'normalised'] }),
      ),
    ),
  }),
  together(({ template, pattern, minimumLength, maximumLength }) => {
    if ([template, pattern, minimumLength, maximumLength].every((demand) => demand === undefined))
      return ['must say something of template, pattern, minimumLength or maximumLength'];
    if ((minimumLength ?? shortest) > (maximumLength ?? longest)) return ['has a minimumLength above its maximumLength'];
    return template === undefined || pattern === undefined ? [] : contradiction(template, pattern);
  }),
);

type Parameters = v.InferOutput<typeof parametersSchema>;
type Complaint = Pick<RuleFinding, 'code' | 'message' | 'expected'>;

/** What is wrong with a name; the message continues a sentence that names it. */
type NameJudge = (name: string, context: JudgingContext) => Complaint | undefined;

/** A name is what identifies a pipeline, so that another one is another pipeline: only a person can choose it. */
export const naming = defineRuleType({
  type: 'naming',
  purpose: 'Names of pipelines must say what the organisation wants to read in them.',
  parameters: parametersSchema,
  codes: {
    'template-mismatch': 'The name does not match the template.',
    'pattern-mismatch': 'The name does not match the pattern.',
    'too-short': 'The name has fewer characters than the rule demands.',
    'too-long': 'The name has more characters than the rule allows.',
    'context-unknown': 'The template depends on something about the caller that is not known.',
  },
  example: { template: '{team}-*', maximumLength: 64, on: ['normalised'] },
  prepare(parameters) {
    const { on = forms } = parameters;
    const judges = judgesOf(parameters);
    return ({ definition: { name } }, context) => {
      const spelt: readonly (readonly [Form, string])[] = [
        ['display', name],
        ['normalised', context.name],
      ];
      return judges.flatMap((judge) => {
        const broken = spelt.find(([form, text]) => on.includes(form) && judge(text, context) !== undefined);
        if (broken === undefined) return [];
        const [form, text] = broken;
        const complaint = judge(text, context);
        const label =
          form === 'display' || text === name
            ? `the name ${quoted(text)}`
            : `the name ${quoted(name)} becomes ${quoted(text)}, which`;
        return complaint === undefined
          ? []
          : [{ ...complaint, pointer: '/name', message: `${label} ${complaint.message}`, actual: name }];
      });
    };
  },
  explain(parameters, fill) {
    const { on = forms } = parameters;
    const demands = demandsOf(parameters, fill);
    const subject = `the ${enumeration([...new Set(on)])} name`;
    return {
      summary: sentence(`${subject} must ${demands.join(', ')}`),
      howToSatisfy: [
        `Choose a name that does: it must ${demands.join(', ')}.`,
        'The normalised name is the one in the ARN: lower case, with hyphens for spaces and underscores.',
      ],
      example: exampleOf(parameters, fill),
    };
  },
  narrow({ template, pattern, minimumLength, maximumLength, on = forms }, context) {
    const wildcards = template === undefined ? [] : wildcardsForForm([template], context);
    const [wildcard] = wildcards;
    const demands: readonly JsonObject[] = [
      ...(template !== undefined && wildcard === undefined ? [{ not: {} }] : []),
      ...(wildcard !== undefined && on.includes('display') ? [{ pattern: `^${patternOfWildcard(wildcard)}$` }] : []),
      ...(wildcard !== undefined && on.includes('normalised') ? [{ pattern: `^${unnormalised(wildcard)}$` }] : []),
      ...(pattern !== undefined && on.includes('display') ? [{ pattern: patternForForm(pattern) }] : []),
      ...(minimumLength === undefined ? [] : [{ minLength: minimumLength }]),
      ...(maximumLength === undefined ? [] : [{ maxLength: maximumLength }]),
    ];
    return demands.length === 0 ? [] : [{ at: '/name', schema: { allOf: demands } }];
  },
});

function judgesOf({ template, pattern, minimumLength = shortest, maximumLength = longest }: Parameters): readonly NameJudge[] {
  return [
    ...(template === undefined ? [] : [templateJudge(template)]),
    ...(pattern === undefined ? [] : [patternJudge(pattern)]),
    (name) =>
      name.length < minimumLength
        ? {
            code: 'too-short',
            message: `has ${name.length} characters, at least ${minimumLength} are needed`,
            expected: { minimumLength },
          }
        : undefined,
    (name) =>
      name.length > maximumLength
        ? {
            code: 'too-long',
            message: `has ${name.length} characters, at most ${maximumLength} are allowed`,
            expected: { maximumLength },
          }
        : undefined,
  ];
}

function templateJudge(template: string): NameJudge {
  const fill = wildcardFiller(templateOf(template));
  return (name, context) => {
    const wildcard = fill(context);
    if ('value' in wildcard && matches(wildcard.value, name)) return undefined;
    const readable = fillForReading(template, context);
    const message = `must match ${quoted(readable)}`;
    const expected: JsonObject = { template: readable };
    return 'value' in wildcard
      ? { code: 'template-mismatch', message, expected }
      : { code: 'context-unknown', message: `${message}, and no ${wildcard.unknown} is known for you`, expected };
  };
}

function patternJudge(source: string): NameJudge {
  const pattern = compilePattern(source);
  return (name) =>
    pattern.matches(name)
      ? undefined
      : { code: 'pattern-mismatch', message: `must match ${quoted(source)}`, expected: { pattern: source } };
}

function contradiction(template: string, source: string): readonly string[] {
  const parts = templateOf(template).flatMap((part) => (typeof part === 'string' ? part.split(/([*?])/) : [null]));
  if (parts.includes('*') || parts.includes('?')) return []; // what a wildcard stands for may also be nothing
  return compilePattern(source).canMatch(parts) ? [] : [`can never be met: ${quoted(template)} does not match ${quoted(source)}`];
}

function demandsOf({ template, pattern, minimumLength, maximumLength }: Parameters, fill: Fill): readonly string[] {
  return [
    ...(template === undefined ? [] : [`match ${quoted(fill(template))}`]),
    ...(pattern === undefined ? [] : [`match the pattern ${quoted(pattern)}`]),
    ...(minimumLength === undefined ? [] : [`have at least ${minimumLength} characters`]),
    ...(maximumLength === undefined ? [] : [`have at most ${maximumLength} characters`]),
  ];
}

/** A name of the right length that does as far as can be told: a template and a pattern together leave it to the reader. */
function exampleOf({ template, pattern, minimumLength = shortest, maximumLength = longest }: Parameters, fill: Fill): JsonObject {
  const known = template === undefined ? '' : fill(template).replaceAll('?', 'x');
  const word = 'example'.slice(0, Math.max(0, maximumLength - known.length));
  const wanted = pattern === undefined || template !== undefined ? undefined : compilePattern(pattern).example();
  const name = wanted ?? (known === '' ? 'example'.slice(0, maximumLength) : known.replaceAll('*', word));
  return { name: wanted === undefined ? name.padEnd(minimumLength, 'x') : name };
}

/** The names that a wildcard matches once they are normalised: in any case, and with spaces and underscores where it has hyphens. */
function unnormalised({ text, roles }: Characters): string {
  return Array.from(roles, (role, index) => {
    const character = text.charAt(index);
    if (role !== ' ') return patternOfWildcard({ text: character, roles: role });
    if (/[A-Z _]/.test(character)) return '(?!)'; // no normalised name has them
    if (character === '-') return '[-_ ]';
    return /[a-z]/.test(character)
      ? `[${character}${character.toUpperCase()}]`
      : patternOfWildcard({ text: character, roles: role });
  }).join('');
}
