import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import type { JsonObject } from '../../json/value.ts';
import { canMatch, exampleOfPattern } from '../../text/pattern/examples.ts';
import { patternForForm } from '../../text/pattern/json-schema.ts';
import { compilePattern } from '../../text/pattern/pattern.ts';
import { patternSchema } from '../../text/pattern/schema.ts';
import { enumeration, quoted, sentence } from '../../text/wording.ts';
import { forms, maximumNameLength, minimumNameLength, type NamingParameters, naming } from '../rules/naming.ts';
import { templateSchema } from '../schemas/template-schema.ts';
import { templateOf } from '../subject/template.ts';
import { defineGuide, type Fill } from './parts/guide.ts';
import { patternOfUnnormalised, patternOfWildcard, wildcardsForForm } from './parts/wildcard-pattern.ts';

const lengthSchema = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(minimumNameLength, `must be at least ${minimumNameLength}, as in Image Builder`),
  v.maxValue(maximumNameLength, `must be at most ${maximumNameLength}, as in Image Builder`),
);

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
      return ['must say something about template, pattern, minimumLength or maximumLength'];
    if ((minimumLength ?? minimumNameLength) > (maximumLength ?? maximumNameLength))
      return ['has a minimumLength above its maximumLength'];
    return template === undefined || pattern === undefined ? [] : contradiction(template, pattern);
  }),
);

export const namingGuide = defineGuide(naming, {
  purpose: 'Names of pipelines must follow the conventions of the organisation.',
  parameters: parametersSchema,
  codes: {
    'template-mismatch': 'The name does not match the template.',
    'pattern-mismatch': 'The name does not match the pattern.',
    'too-short': 'The name has fewer characters than the rule demands.',
    'too-long': 'The name has more characters than the rule allows.',
    'context-unknown': 'The template depends on something about the caller that is not known.',
  },
  example: { template: '{team}-*', maximumLength: 64, on: ['normalised'] },
  explain(parameters, fill) {
    const { on = forms } = parameters;
    const demands = demandsOf(parameters, fill);
    const subject = `the ${enumeration([...new Set(on)])} name`;
    return {
      summary: sentence(`${subject} must ${demands.join(', ')}`),
      howToSatisfy: [
        `Choose another name: it must ${demands.join(', ')}.`,
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
      ...(wildcard !== undefined && on.includes('normalised') ? [{ pattern: `^${patternOfUnnormalised(wildcard)}$` }] : []),
      ...(pattern !== undefined && on.includes('display') ? [{ pattern: patternForForm(pattern) }] : []),
      ...(minimumLength === undefined ? [] : [{ minLength: minimumLength }]),
      ...(maximumLength === undefined ? [] : [{ maxLength: maximumLength }]),
    ];
    return demands.length === 0 ? [] : [{ at: '/name', schema: { allOf: demands } }];
  },
});

function contradiction(template: string, source: string): readonly string[] {
  const parts = templateOf(template).flatMap((part) => (typeof part === 'string' ? part.split(/([*?])/) : [null]));
  if (parts.includes('*') || parts.includes('?')) return []; // what a wildcard stands for may also be nothing
  return canMatch(source, parts) ? [] : [`can never be met: ${quoted(template)} does not match ${quoted(source)}`];
}

function demandsOf({ template, pattern, minimumLength, maximumLength }: NamingParameters, fill: Fill): readonly string[] {
  return [
    ...(template === undefined ? [] : [`match ${quoted(fill(template))}`]),
    ...(pattern === undefined ? [] : [`match the pattern ${quoted(pattern)}`]),
    ...(minimumLength === undefined ? [] : [`have at least ${minimumLength} characters`]),
    ...(maximumLength === undefined ? [] : [`have at most ${maximumLength} characters`]),
  ];
}

/** A name of the right length that does; none where a template and a pattern together leave it to the reader to find one. */
function exampleOf(
  { template, pattern, minimumLength = minimumNameLength, maximumLength = maximumNameLength }: NamingParameters,
  fill: Fill,
): JsonObject {
  const known = template === undefined ? '' : fill(template).replaceAll('?', 'x');
  const word = 'example'.slice(0, Math.max(0, maximumLength - known.length));
  const wanted = pattern === undefined || template !== undefined ? undefined : exampleOfPattern(pattern);
  const name = wanted ?? (known === '' ? 'example'.slice(0, maximumLength) : known.replaceAll('*', word));
  if (template !== undefined && pattern !== undefined && !compilePattern(pattern).matches(name)) return {};
  return { name: wanted === undefined ? name.padEnd(minimumLength, 'x') : name };
}
