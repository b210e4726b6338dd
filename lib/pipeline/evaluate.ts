import type { Caller } from '../identity/caller.ts';
import { isObject } from '../json/value.ts';
import type { Finding, Fix, RuleOutcome } from '../policy/verdict.ts';
import { ValidationFailed } from '../problem/errors.ts';
import { nearest } from '../spelling.ts';
import { type Definition, type DefinitionProblem, parseDefinition } from './definition.ts';
import { type Court, evaluationFailed, type Judgement, judgeDefinition, type OnJudged, policyReference } from './judgement.ts';
import { normaliseName } from './name.ts';
import { shapeFix } from './required-definition.ts';
import { upcomingRuns } from './schedule-view.ts';

/** The verdict that a write would get. */
export interface Evaluation {
  readonly decision: 'allow' | 'deny' | 'invalid';
  /** What is wrong with the shape; the rules are asked only about a definition of the right shape. */
  readonly errors: readonly DefinitionProblem[];
  readonly violations: readonly Finding[];
  readonly advisories: readonly Finding[];
  readonly excepted: readonly Finding[];
  readonly fix: Fix | null;
  /** What each rule said. */
  readonly outcomes: readonly RuleOutcome[];
  /** The definition that would be written, defaults filled in; `null` when invalid. */
  readonly resulting: Definition | null;
  /** The next three runs (RFC 3339, UTC). */
  readonly nextRuns: readonly string[];
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string };
}

export interface EvaluateRequest {
  /** `{ operation?, definition }` as it was sent. */
  readonly body: unknown;
  readonly caller: Caller;
  readonly onJudged?: OnJudged;
}

/** Judges a definition as if it were to be created. Writes nothing and asks nobody. */
export function evaluateDefinition(request: EvaluateRequest, court: Court): Evaluation {
  const candidate = definitionIn(request.body);
  const parsed = parseDefinition(candidate);
  if (!parsed.ok) return invalid(candidate, parsed.problems, court);
  const judgement = judgeDefinition(parsed.definition, request.caller, court);
  request.onJudged?.(normaliseName(parsed.definition.name), judgement);
  return judged(judgement, court);
}

function judged({ verdict, resulting }: Judgement, court: Court): Evaluation {
  if (verdict.decision === 'error') throw evaluationFailed(verdict);
  return {
    decision: verdict.decision,
    errors: [],
    violations: verdict.violations,
    advisories: verdict.advisories,
    excepted: verdict.excepted,
    fix: verdict.fix,
    outcomes: verdict.outcomes,
    resulting,
    nextRuns: upcomingRuns(resulting.schedule, court.clock()),
    policy: policyReference(court.policy),
  };
}

function invalid(candidate: unknown, errors: readonly DefinitionProblem[], court: Court): Evaluation {
  return {
    decision: 'invalid',
    errors,
    violations: [],
    advisories: [],
    excepted: [],
    fix: shapeFix(candidate, errors),
    outcomes: [],
    resulting: null,
    nextRuns: [],
    policy: policyReference(court.policy),
  };
}

const operations = ['create'];
const members = ['operation', 'definition'];

/** The envelope's own shape is not the definition's: what is wrong with it is a refused request, not a verdict. */
function definitionIn(body: unknown): unknown {
  if (!isObject(body)) throw envelopeProblem('', 'The body has to be an object.', '{ "definition": { … } }');
  const unknown = Object.keys(body).find((member) => !members.includes(member));
  if (!Object.hasOwn(body, 'definition')) {
    const hint = Object.hasOwn(body, 'name') ? ' The body looks like a definition itself: wrap it.' : '';
    throw envelopeProblem('/definition', `The definition to be judged is missing.${hint}`, '{ "definition": { … } }');
  }
  if (unknown !== undefined) {
    const right = nearest(unknown, members);
    throw envelopeProblem(
      `/${unknown}`,
      `There is no member ${unknown} here.${right === undefined ? '' : ` Did you mean ${right}?`}`,
      members,
    );
  }
  const operation = Object.hasOwn(body, 'operation') ? body['operation'] : 'create';
  if (!operations.includes(String(operation))) {
    throw envelopeProblem('/operation', 'This operation cannot be judged.', operations);
  }
  return body['definition'];
}

function envelopeProblem(pointer: string, detail: string, expected: unknown): ValidationFailed {
  return new ValidationFailed(detail, { extensions: { errors: [{ pointer, detail, expected }] } });
}
