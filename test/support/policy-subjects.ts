import { toPointer, valueAt } from '../../lib/json/pointer.ts';
import { isObject } from '../../lib/json/value.ts';
import { parseDefinition } from '../../lib/pipeline/definition/definition.ts';
import { completeDefinition } from '../../lib/pipeline/judging/complete.ts';
import { judge } from '../../lib/policy/engine.ts';
import { ruleGuides } from '../../lib/policy/guides/index.ts';
import type { Policy, PolicyDocument, RuleDocument } from '../../lib/policy/policy.ts';
import type { JudgingContext, Subject } from '../../lib/policy/subject/subject.ts';
import type { Verdict } from '../../lib/policy/verdict.ts';
import { checkedPolicy } from './checked-policy.ts';

/** A definition that `infra/organisation/policy.yaml` lets through. */
export const compliant = {
  name: 'Web Base',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
  schedule: { scheduleExpression: 'cron(0 6 ? * mon *)', autoDisablePolicy: { failureCount: 3 } },
  loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/image', pipelineLogGroupName: '/imagebuilder/web/pipeline' },
  tags: { team: 'web', 'cost-center': 'CC-1234', 'data-class': 'internal', owner: 'web@example.com' },
  executionRole: 'web-image-builder',
};

export const context: JudgingContext = {
  team: 'web',
  environment: 'dev',
  account: '111122223333',
  region: 'eu-west-1',
  name: 'web-base',
};

export const now = new Date('2026-11-21T12:00:00Z');

export function policyOf(rules: readonly RuleDocument[], rest: Partial<PolicyDocument> = {}): Policy {
  return checkedPolicy({ name: 'test', version: '1', ...rest, rules });
}

/** The subject that a body leads to, by the way that a request takes. */
export function subjectOf(body: unknown): Subject {
  const parsed = parseDefinition(body);
  if (!parsed.ok) throw new TypeError(`not a definition: ${JSON.stringify(parsed.problems)}`);
  return completeDefinition(parsed.definition).subject;
}

/** Throws where a rule says a code that its guide does not list, whatever the test is about. */
export function verdictOf(rules: readonly RuleDocument[], body: unknown, known: Partial<JudgingContext> = {}): Verdict {
  const verdict = judge(policyOf(rules), subjectOf(body), { ...context, ...known }, now);
  for (const { type, code } of [verdict.violations, verdict.advisories, verdict.recorded, verdict.excepted].flat()) {
    const isListed = code === codeOfBrokenRule || Object.hasOwn(ruleGuides.get(type)?.codes ?? {}, code);
    if (!isListed) throw new TypeError(`a rule of the type ${type} says ${code}, which its guide does not list`);
  }
  return verdict;
}

/** What the engine says itself of a rule that could not be evaluated and refuses nothing. */
const codeOfBrokenRule = 'not-evaluated';

/** `compliant` with members replaced; `undefined` leaves one out. */
export function definitionWith(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...compliant, ...members }).filter(([, value]) => value !== undefined));
}

/** What a finding says, short enough for a table. */
export function findingsOf(verdict: Verdict): readonly (readonly [code: string, pointer: string])[] {
  return [...verdict.violations, ...verdict.advisories, ...verdict.recorded].map(({ code, pointer }) => [code, pointer]);
}

/** Applies a JSON Patch with plain assignments: a second opinion beside the product's own. */
export function patched(document: unknown, patch: readonly { op: string; path: string; value?: unknown }[]): unknown {
  const copy: unknown = structuredClone(document);
  for (const { op, path, value } of patch) {
    const segments = path
      .slice(1)
      .split('/')
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = segments.pop() ?? '';
    const parent = segments.reduce<unknown>((target, segment) => valueAt(target, toPointer([segment])), copy);
    if (!isObject(parent)) throw new TypeError(`${op} ${path}: no parent`);
    if (op !== 'add' && !Object.hasOwn(parent, last)) throw new TypeError(`${op} ${path}: nothing there`);
    if (op === 'remove') Reflect.deleteProperty(parent, last);
    else
      Object.defineProperty(parent, last, {
        value: structuredClone(value),
        enumerable: true,
        writable: true,
        configurable: true,
      });
  }
  return copy;
}
