import type { JsonObject } from '../../json/value.ts';
import { matches, type Wildcard } from '../../text/wildcard.ts';
import { alternatives, quoted } from '../../text/wording.ts';
import type { JudgingContext } from '../subject/subject.ts';
import { type Filled, fillForReading, fillText, type Placeholder, templateOf, wildcardFiller } from '../subject/template.ts';
import type { RuleFinding, RuleType } from './parts/rule.ts';

/**
 * Form of an ARN of a role, wildcards included. Source: executionRole in CreateImagePipeline, EC2 Image Builder API Reference.
 */
export const arnForm = /^arn:(?<partition>aws[a-z-]*|\*):iam::(?<account>[0-9*?{}a-z]+):role\/(?<name>.+)$/;

/** Which roles do. */
export interface ExecutionRoleParameters {
  /** Whether a role must be named. */
  readonly required?: boolean;
  /** Wildcards of names or ARNs; templates. */
  readonly allow?: readonly string[];
}

export const rolePointer = '/executionRole';

/** A role, however it was written. The path is not known when only the name was given. */
interface Role {
  readonly partition?: string | undefined;
  readonly account: string;
  /** With slashes at both ends, as IAM has it. */
  readonly path?: string | undefined;
  readonly name: string;
}

/**
 * Whoever may name any role lends its rights to whatever the build runs, so a name and an ARN of the same role are the same to a
 * rule.
 */
export const executionRole: RuleType<ExecutionRoleParameters> = {
  type: 'execution-role',
  prepare({ required = false, allow }) {
    const wildcards = allow?.map(prepareWildcard);
    return ({ definition }, context) => {
      const given = definition.executionRole;
      if (given === undefined)
        return required ? [findingOf('missing', 'executionRole is missing', { given, allow, context })] : [];
      if (wildcards === undefined) return [];
      const match = matchAny(wildcards, roleOf(given, context.account), context);
      if (match === true) return [];
      const message = `the execution role is ${quoted(given)}, it must match ${alternatives(readable(allow, context).map(quoted))}`;
      if (match === false) return [findingOf('not-allowed', message, { given, allow, context })];
      return [findingOf('context-unknown', `${message}, and no ${match.unknown} is known for you`, { given, allow, context })];
    };
  },
};

type Matcher = (role: Role, context: JudgingContext) => boolean | { readonly unknown: Placeholder };

/**
 * Makes the judgement of one wildcard: account, path and name each by themselves, so that no `*` reaches from one into another.
 */
function prepareWildcard(text: string): Matcher {
  const { partition = '*', account = '{account}', name: whole = text } = arnForm.exec(text)?.groups ?? {};
  const slash = whole.lastIndexOf('/');
  const parts: readonly (readonly [keyof Role, (context: JudgingContext) => Filled<Wildcard>])[] = [
    ['partition', fillerOf(partition)],
    ['account', fillerOf(account)],
    ...(slash < 0 ? [] : [['path', fillerOf(pathOf(whole, slash))] as const]),
    ['name', fillerOf(whole.slice(slash + 1))],
  ];
  return (role, context) => {
    for (const [part, fill] of parts) {
      const wildcard = fill(context);
      if ('unknown' in wildcard) return wildcard;
      const value = role[part];
      // A name without an ARN leaves its partition open, which is that of the deployment; its path nobody knows.
      if (value === undefined ? part === 'path' : !matches(wildcard.value, value)) return false;
    }
    return true;
  };
}

function fillerOf(text: string): (context: JudgingContext) => Filled<Wildcard> {
  return wildcardFiller(templateOf(text));
}

function matchAny(wildcards: readonly Matcher[], role: Role | undefined, context: JudgingContext): ReturnType<Matcher> {
  if (role === undefined) return false;
  let result: ReturnType<Matcher> = false;
  for (const wildcard of wildcards) {
    const match = wildcard(role, context);
    if (match === true) return true;
    if (result === false) result = match;
  }
  return result;
}

/** `undefined` for a text that is neither a name nor the ARN of a role. */
function roleOf(text: string, ownAccount: string): Role | undefined {
  const arn = /^arn:([^:]*):iam::([0-9]*):role\/([^:]*)$/.exec(text);
  if (arn === null && text.includes(':')) return undefined;
  const [, partition, account = ownAccount, whole = text] = arn ?? [];
  const slash = whole.lastIndexOf('/');
  const path = arn === null && slash < 0 ? undefined : pathOf(whole, slash);
  return { partition, account, path, name: whole.slice(slash + 1) };
}

/** As IAM writes it: `/` or `/team/`. */
function pathOf(whole: string, slash: number): string {
  return `${whole.startsWith('/') ? '' : '/'}${whole.slice(0, slash + 1)}`;
}

interface Broken {
  readonly given: string | undefined;
  readonly allow: readonly string[] | undefined;
  readonly context: JudgingContext;
}

function findingOf(code: string, message: string, { given, allow, context }: Broken): RuleFinding {
  const expected: JsonObject = allow === undefined ? { required: true } : { allow: readable(allow, context) };
  const certain = onlyRole(allow, context);
  const finding = { code, pointer: rolePointer, message, actual: given ?? null, expected };
  return certain === undefined ? finding : { ...finding, changes: [{ set: rolePointer, to: certain }] };
}

/** The one role that would do. */
function onlyRole(allow: readonly string[] | undefined, context: JudgingContext): string | undefined {
  const [only, ...others] = allow ?? [];
  if (only === undefined || others.length > 0 || /[*?]/.test(only)) return undefined;
  const filled = fillText(templateOf(only), context);
  return 'value' in filled ? filled.value : undefined;
}

function readable(allow: readonly string[] = [], context: JudgingContext): readonly string[] {
  return allow.map((text) => fillForReading(text, context));
}
