import { isWithin } from '../../json/pointer.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Finding, RuleOutcome } from '../../policy/verdict.ts';

/** What is not known of a definition: pointers, with the reason in words. */
export type Unresolved = ReadonlyMap<string, string>;

/** Divides what rules say of a definition that is known in part: what is sure, and what hangs on a value that only stands in. */
export interface Certainty {
  isCertain(finding: Finding): boolean;
  /** Whether a rule that could not be evaluated would fail on the real definition as well. */
  isCertainError(outcome: RuleOutcome): boolean;
}

export function certaintyOf(policy: Policy, unresolved: Unresolved): Certainty {
  const places = [...unresolved.keys()];
  const dependent = new Set(policy.rules.filter((rule) => dependsOn(rule, places)).map(({ id }) => id));
  return {
    isCertain: ({ rule, pointer, origin, code }) =>
      !dependent.has(rule) &&
      !places.some((place) => isWithin(place, pointer) || isWithin(pointer, place)) &&
      !(
        origin === 'aws-default' &&
        code !== 'not-explicit' &&
        (derivedFrom.get(pointer) ?? []).some((source) => unresolved.has(source))
      ),
    isCertainError: ({ rule }) => !dependent.has(rule),
  };
}

/** Rules that read a place without saying so in the pointer of a finding: by an expression, or by the name of the pipeline. */
function dependsOn({ type, parameters, when }: Policy['rules'][number], places: readonly string[]): boolean {
  const text = JSON.stringify([parameters, when]);
  if (places.some((place) => place === '/name' || place === '') && text.includes('{name}')) return true;
  return (
    (type === 'expression' || when !== undefined) &&
    places.some((place) => place === '' || text.includes(place.split('/')[1] ?? ''))
  );
}

/** Names that Image Builder makes of other members. */
const derivedFrom: ReadonlyMap<string, readonly string[]> = new Map([
  ['/loggingConfiguration/pipelineLogGroupName', ['/name']],
  ['/loggingConfiguration/imageLogGroupName', ['/imageRecipeArn', '/containerRecipeArn']],
]);
