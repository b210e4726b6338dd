import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import type { JsonObject } from '../../json/value.ts';
import type { Wildcard } from '../../text/wildcard.ts';
import { sentence } from '../../text/wording.ts';
import { type Group, groupsOf, type Kind, logGroupPointer, logGroups, members, wildcardsInWords } from '../rules/log-groups.ts';
import { templateSchema } from '../schemas/template-schema.ts';
import { fillForReading } from '../subject/template.ts';
import { defineGuide, type FormContext, type Narrowing } from './parts/guide.ts';
import { patternAfter, patternOfUnnormalised, patternOfWildcard, wildcardsForForm } from './parts/wildcard-pattern.ts';

const wildcardSchema = v.pipe(
  templateSchema,
  v.nonEmpty('must not be empty'),
  v.check(
    (text) => /^[a-zA-Z0-9\-_/.*?]*$/.test(text.replaceAll(/\{[^{}]*\}/g, '')),
    'can never match: the name of a log group consists of letters, digits and - _ / .',
  ),
  v.title('wildcard'),
);

const groupSchema = v.strictObject({
  allow: v.pipe(
    v.array(wildcardSchema),
    v.nonEmpty('must hold at least one wildcard; with none, no log group would be allowed'),
    v.description('Wildcards of names; the first that leads to one name is what a fix proposes.'),
  ),
  explicit: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description('Whether the name must be given, even where the default would match.'),
      v.metadata({ default: false }),
    ),
  ),
});

const parametersSchema = v.pipe(
  v.strictObject({
    image: v.exactOptional(v.pipe(groupSchema, v.description('Where logs of builds go.'))),
    pipeline: v.exactOptional(v.pipe(groupSchema, v.description('Where logs of the pipeline itself go.'))),
  }),
  together(({ image, pipeline }) =>
    image === undefined && pipeline === undefined ? ['must say something about image, of pipeline, or of both'] : [],
  ),
);

export const logGroupsGuide = defineGuide(logGroups, {
  purpose: 'Logs of builds and of the pipeline must go to log groups that the organisation allows.',
  parameters: parametersSchema,
  codes: {
    'not-allowed': 'The log group matches none of the allowed wildcards.',
    'not-explicit': "The log group is not given, and the service's default name is not accepted.",
    'context-unknown': 'No allowed wildcard matches, and one of them needs something about the caller that is not known.',
  },
  example: {
    image: { allow: ['/imagebuilder/{team}/*'] },
    pipeline: { allow: ['/imagebuilder/{team}/*'], explicit: true },
  },
  explain(groups, fill) {
    const given = groupsOf(groups).map(([kind, group]) => ({ kind, group, allowed: group.allow.map(fill) }));
    const demands = given.map(({ kind, allowed }) => `the ${kind} log group must match ${wildcardsInWords(allowed)}`);
    return {
      summary: sentence(demands.join(', and ')),
      howToSatisfy: given.map(({ kind, group, allowed }) => {
        const silence =
          group.explicit === true
            ? "the service's default name is not accepted"
            : 'left out, the default name of the service is judged';
        return `Set ${logGroupPointer(kind)} to a name that matches ${wildcardsInWords(allowed)}; ${silence}.`;
      }),
      example: {
        loggingConfiguration: Object.fromEntries(given.map(({ kind, allowed }) => [members[kind], exampleOf(allowed[0] ?? '')])),
      },
    };
  },
  narrow(groups, context) {
    return groupsOf(groups).flatMap(([kind, group]) => narrowGroup(kind, group, context));
  },
});

function exampleOf(allowed: string): string {
  return allowed.replaceAll('*', 'example').replaceAll('?', 'x');
}

/** A name that is left out is judged too: where the default of the service cannot do, the member is required. */
function narrowGroup(kind: Kind, { allow, explicit = false }: Group, context: FormContext): readonly Narrowing[] {
  const wildcards = wildcardsForForm(allow, context);
  const at = logGroupPointer(kind);
  const description = `must match ${wildcardsInWords(allow.map((text) => fillForReading(text, context)))}`;
  const patterns = wildcards.map((wildcard) => patternOfWildcard(wildcard));
  const schema = { description, allOf: [patterns.length === 0 ? { not: {} } : { pattern: `^(?:${patterns.join('|')})$` }] };
  const byDefault = explicit ? undefined : defaultDoes[kind](wildcards);
  if (byDefault === undefined) return [{ at, schema, required: true }];
  if (context.isFilledIn(at) || context.isFilledIn('/loggingConfiguration')) return [{ at, schema }];
  const given = { required: ['loggingConfiguration'], properties: { loggingConfiguration: { required: [members[kind]] } } };
  return [
    { at, schema },
    { at: '', schema: { allOf: [{ anyOf: [given, byDefault] }] } },
  ];
}

/** Definitions whose default names match; `undefined` when none does. The names are those of `defaultLogGroups`. */
const defaultDoes: Readonly<Record<Kind, (wildcards: readonly Wildcard[]) => JsonObject | undefined>> = {
  pipeline(wildcards) {
    const names = wildcards.flatMap(
      (wildcard) => patternAfter('/aws/imagebuilder/pipeline/', wildcard, patternOfUnnormalised) ?? [],
    );
    return names.length === 0 ? undefined : { properties: { name: { pattern: `^(?:${names.join('|')})$` } } };
  },
  image(wildcards) {
    const names = wildcards.flatMap(
      (wildcard) => patternAfter('/aws/imagebuilder/', wildcard, (rest) => patternOfWildcard(rest, '[^/]')) ?? [],
    );
    if (names.length === 0) return undefined;
    const recipe = { pattern: `^[^/]*/(?:${names.join('|')})/[^/]*$` };
    return { properties: { imageRecipeArn: recipe, containerRecipeArn: recipe } };
  },
};
