import { logGroupForm } from '../../service-limits.ts';
import { matches, type Wildcard } from '../../text/wildcard.ts';
import { alternatives, quoted } from '../../text/wording.ts';
import type { JudgingContext, Subject } from '../subject/subject.ts';
import { type Filled, fillForReading, fillText, type Template, templateOf, wildcardFiller } from '../subject/template.ts';
import type { RuleFinding, RuleType } from './parts/rule.ts';

/** Which log groups do, for logs of builds and for those of the pipeline itself. */
export type LogGroupsParameters = { readonly [kind in Kind]?: Group };

export interface Group {
  /** Wildcards of names; templates. */
  readonly allow: readonly string[];
  /** Whether the name must be given, even where the default would match. */
  readonly explicit?: boolean;
}

export const members = { image: 'imageLogGroupName', pipeline: 'pipelineLogGroupName' } as const;
const kinds = ['image', 'pipeline'] as const;

export type Kind = (typeof kinds)[number];

/**
 * Judges the names that logs would really go to. A name that is left out is `/aws/imagebuilder/<image name>` or
 * `/aws/imagebuilder/pipeline/<normalised pipeline name>`, so leaving it out is no way around a rule.
 */
export const logGroups: RuleType<LogGroupsParameters> = {
  type: 'log-groups',
  prepare(groups) {
    const judgements = groupsOf(groups).map(([kind, group]) => prepareGroup(kind, group));
    return (subject, context) => judgements.flatMap((judge) => judge(subject, context));
  },
};

function prepareGroup(
  kind: Kind,
  { allow, explicit = false }: Group,
): (subject: Subject, context: JudgingContext) => readonly RuleFinding[] {
  const wildcards = allow.map((text) => wildcardFiller(templateOf(text)));
  const proposals = allow.filter(leadsToOne).map((text) => templateOf(text.replace('*', '{name}')));
  const pointer = logGroupPointer(kind);
  return (subject, context) => {
    const name = subject.definition.loggingConfiguration?.[members[kind]];
    const isAllowed = name !== undefined && wildcards.some((fill) => matchesFilled(fill(context), name));
    if (isAllowed && !explicit) return [];
    const isSilent = name === undefined || subject.originOf(pointer) === 'aws-default';
    if (isAllowed && !isSilent) return [];
    const unknown = wildcards.map((fill) => fill(context)).find((filled) => 'unknown' in filled)?.unknown;
    const certain = certainName(proposals, context);
    return [
      {
        ...bareFinding(kind, { name, isSilent, explicit, unknown, allowed: allow.map((text) => fillForReading(text, context)) }),
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

function bareFinding(kind: Kind, broken: Broken): Pick<RuleFinding, 'code' | 'message' | 'expected'> {
  const { name, isSilent, explicit, unknown, allowed } = broken;
  const expected = explicit ? { allow: allowed, explicit } : { allow: allowed };
  const must = `it must match ${wildcardsInWords(allowed)}`;
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

/** Whether a wildcard leads to one name when its only `*` stands for the pipeline. */
function leadsToOne(wildcard: string): boolean {
  return !wildcard.includes('?') && wildcard.split('*').length <= 2;
}

/** The name that the first usable proposal leads to; authors put what they prefer first. */
function certainName(proposals: readonly Template[], context: JudgingContext): string | undefined {
  for (const proposal of proposals) {
    const filled = fillText(proposal, context);
    if ('value' in filled && logGroupForm.test(filled.value)) return filled.value;
  }
  return undefined;
}

/** What a rule says, of images first. */
export function groupsOf(groups: LogGroupsParameters): [Kind, Group][] {
  return kinds.flatMap((kind) => (groups[kind] === undefined ? [] : [[kind, groups[kind]]]));
}

export function logGroupPointer(kind: Kind): string {
  return `/loggingConfiguration/${members[kind]}`;
}

/** Wildcards as messages show them. */
export function wildcardsInWords(wildcards: readonly string[]): string {
  return alternatives(wildcards.map(quoted));
}
