import * as v from 'valibot';
import type { JsonObject } from '../../json/value.ts';
import { defineRuleType, type FormContext, type Narrowing, type RuleFinding } from '../rule.ts';
import type { JudgingContext, Subject } from '../subject.ts';
import { type Filled, fillForReading, fillText, templateOf, templateSchema, wildcardFiller } from '../template.ts';
import { together } from '../together.ts';
import { matches, type Wildcard } from '../wildcard.ts';
import { patternAfter, patternOfWildcard, wildcardsForForm } from '../wildcard-pattern.ts';
import { alternatives, quoted, sentence } from '../wording.ts';

/** Source: EC2 Image Builder API Reference, PipelineLoggingConfiguration. */
const logGroupName = /^[a-zA-Z0-9\-_/.]{1,512}$/;

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
    v.nonEmpty('must hold at least one wildcard; with none, no log group would do'),
    v.description('Wildcards of names; the first that leads to one name is what a fix proposes.'),
  ),
  explicit: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description('Whether the name must be given, so that not even a default that matches does.'),
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
    image === undefined && pipeline === undefined ? ['must say something of image, of pipeline, or of both'] : [],
  ),
);

type Group = v.InferOutput<typeof groupSchema>;

const members = { image: 'imageLogGroupName', pipeline: 'pipelineLogGroupName' } as const;
const kinds = ['image', 'pipeline'] as const;

type Kind = (typeof kinds)[number];

/**
 * Judges the names that logs would really go to. A name that is left out is `/aws/imagebuilder/<image name>` or
 * `/aws/imagebuilder/pipeline/<pipeline name>`, so leaving it out is no way around a rule.
 */
export const logGroups = defineRuleType({
  type: 'log-groups',
  purpose: 'Logs of builds and of the pipeline must go to log groups that the organisation allows.',
  parameters: parametersSchema,
  codes: {
    'not-allowed': 'The log group matches none of the allowed wildcards.',
    'not-explicit': 'The log group is not given, and the default name of the service does not do.',
    'context-unknown': 'No allowed wildcard matches, and one of them needs something about the caller that is not known.',
  },
  example: {
    image: { allow: ['/imagebuilder/{team}/*'] },
    pipeline: { allow: ['/imagebuilder/{team}/*'], explicit: true },
  },
  prepare(groups) {
    const judgements = groupsOf(groups).map(([kind, group]) => prepareGroup(kind, group));
    return (subject, context) => judgements.flatMap((judge) => judge(subject, context));
  },
  explain(groups, fill) {
    const given = groupsOf(groups).map(([kind, group]) => ({ kind, group, allowed: group.allow.map(fill) }));
    const demands = given.map(({ kind, allowed }) => `the ${kind} log group must match ${listed(allowed)}`);
    return {
      summary: sentence(demands.join(', and ')),
      howToSatisfy: given.map(({ kind, group, allowed }) => {
        const silence =
          group.explicit === true
            ? 'the default name of the service does not do'
            : 'left out, the default name of the service is judged';
        return `Set ${pointerOf(kind)} to a name that matches ${listed(allowed)}; ${silence}.`;
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

function prepareGroup(
  kind: Kind,
  { allow, explicit = false }: Group,
): (subject: Subject, context: JudgingContext) => readonly RuleFinding[] {
  const wildcards = allow.map((text) => wildcardFiller(templateOf(text)));
  const pointer = pointerOf(kind);
  return (subject, context) => {
    const name = subject.definition.loggingConfiguration?.[members[kind]];
    const isAllowed = name !== undefined && wildcards.some((fill) => matchesFilled(fill(context), name));
    if (isAllowed && !explicit) return [];
    const isSilent = name === undefined || subject.originOf(pointer) === 'aws-default';
    if (isAllowed && !isSilent) return [];
    const unknown = wildcards.map((fill) => fill(context)).find((filled) => 'unknown' in filled)?.unknown;
    const certain = certainName(allow, context);
    return [
      {
        ...complaint(kind, { name, isSilent, explicit, unknown, allowed: allow.map((text) => fillForReading(text, context)) }),
        pointer,
        actual: name ?? null,
        ...(certain === undefined ? {} : { changes: [{ set: pointer, to: certain }] }),
      },
    ];
  };
}

function matchesFilled(filled: Filled<Wildcard>, name: string): boolean {
  return 'value' in filled && matches(filled.value, name);
}

interface Broken {
  readonly name: string | undefined;
  readonly isSilent: boolean;
  readonly explicit: boolean;
  readonly unknown: string | undefined;
  readonly allowed: readonly string[];
}

function complaint(kind: Kind, broken: Broken): Pick<RuleFinding, 'code' | 'message' | 'expected'> {
  const { name, isSilent, explicit, unknown, allowed } = broken;
  const expected = explicit ? { allow: allowed, explicit } : { allow: allowed };
  const must = `it must match ${listed(allowed)}`;
  const byDefault = name === undefined ? '' : ` and would be ${quoted(name)}`;
  if (isSilent && explicit)
    return { code: 'not-explicit', expected, message: `the ${kind} log group is not given${byDefault}, ${must}` };
  const is = isSilent ? `is not given${byDefault}` : `is ${quoted(name ?? '')}`;
  if (unknown === undefined) return { code: 'not-allowed', expected, message: `the ${kind} log group ${is}, ${must}` };
  return {
    code: 'context-unknown',
    expected,
    message: `the ${kind} log group ${is}, ${must}, and no ${unknown} is known for you`,
  };
}

/** The name that the first usable wildcard leads to, its only `*` standing for the pipeline; authors put what they prefer first. */
function certainName(allow: readonly string[], context: JudgingContext): string | undefined {
  for (const text of allow) {
    const isOpen = text.includes('?') || text.split('*').length > 2;
    const filled = fillText(templateOf(text.replace('*', '{name}')), context);
    if (!isOpen && 'value' in filled && logGroupName.test(filled.value)) return filled.value;
  }
  return undefined;
}

function exampleOf(allowed: string): string {
  return allowed.replaceAll('*', 'example').replaceAll('?', 'x');
}

function groupsOf(groups: { readonly [K in Kind]?: Group | undefined }): [Kind, Group][] {
  return kinds.flatMap((kind) => (groups[kind] === undefined ? [] : [[kind, groups[kind]]]));
}

function pointerOf(kind: Kind): string {
  return `/loggingConfiguration/${members[kind]}`;
}

function listed(wildcards: readonly string[]): string {
  return alternatives(wildcards.map(quoted));
}

/** A name that is left out is judged too: where the default of the service cannot do, the member is required. */
function narrowGroup(kind: Kind, { allow, explicit = false }: Group, context: FormContext): readonly Narrowing[] {
  const wildcards = wildcardsForForm(allow, context);
  const at = pointerOf(kind);
  const description = `must match ${listed(allow.map((text) => fillForReading(text, context)))}`;
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
    const names = wildcards.flatMap((wildcard) => patternAfter('/aws/imagebuilder/pipeline/', wildcard) ?? []);
    return names.length === 0 ? undefined : { properties: { name: { pattern: `^(?:${names.join('|')})$` } } };
  },
  image(wildcards) {
    const names = wildcards.flatMap((wildcard) => patternAfter('/aws/imagebuilder/', wildcard, '[^/]') ?? []);
    if (names.length === 0) return undefined;
    const recipe = { pattern: `^[^/]*/(?:${names.join('|')})/[^/]*$` };
    return { properties: { imageRecipeArn: recipe, containerRecipeArn: recipe } };
  },
};
