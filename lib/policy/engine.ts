import { hash } from 'node:crypto';
import { comparePointers } from '../json/pointer.ts';
import { patchFor, proposeFix } from './fix.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { sentPart, subjectOf } from './resulting.ts';
import type { Change, RuleFinding } from './rule.ts';
import type { JudgingContext, Subject } from './subject.ts';
import type { Finding, Fix, Level, RuleOutcome, Verdict } from './verdict.ts';

/**
 * Judges the pipeline that would result. Pure: the same policy, subject, context and time always give the same verdict, findings in
 * the order of rules, then pointers. Never throws because of a rule: one that throws makes the decision `error`, which is no pass.
 */
export function judge(policy: Policy, subject: Subject, context: JudgingContext, now: Date): Verdict {
  const { found, outcomes } = evaluate(policy, subject, context, now);
  const sent = found.length === 0 ? undefined : sentPart(subject);
  const findings = found.map(({ finding, changes }) =>
    changes.length === 0 ? finding : { ...finding, fix: patchFor(sent, changes) },
  );
  const at = (level: Level) => findings.filter((finding) => finding.level === level);
  const violations = at('enforce');
  return {
    decision: decide(outcomes, violations.length),
    violations,
    advisories: at('warn'),
    recorded: at('audit'),
    excepted: [],
    outcomes,
    fix: violations.length === 0 ? null : fixOf(found, sent),
  };

  function fixOf(before: readonly Found[], document: unknown): Fix {
    return proposeFix(document, fixables(before), (patched) => {
      const again = evaluate(policy, subjectOf(patched, subject), context, now);
      return again.outcomes.some(({ outcome }) => outcome === 'error') ? undefined : fixables(again.found);
    });
  }
}

interface Found {
  readonly finding: Finding;
  readonly changes: readonly Change[];
}

interface Evaluation {
  readonly found: readonly Found[];
  readonly outcomes: readonly RuleOutcome[];
}

function evaluate(policy: Policy, subject: Subject, context: JudgingContext, now: Date): Evaluation {
  const found: Found[] = [];
  const outcomes = policy.rules.map((rule): RuleOutcome => {
    try {
      const said = rule.judge(subject, context);
      if ('skip' in said) return { rule: rule.id, outcome: 'skip', reason: said.skip };
      if (said.length === 0) return { rule: rule.id, outcome: 'pass' };
      const resolved = rule.level(context, now);
      found.push(
        ...inOrder(said).map((spoken) => complete(spoken, { rule, ...resolved, origin: subject.originOf(spoken.pointer) })),
      );
      return { rule: rule.id, outcome: 'findings', count: said.length };
    } catch (error) {
      return { rule: rule.id, outcome: 'error', reason: error instanceof Error ? error.message : String(error) };
    }
  });
  return { found, outcomes };
}

function decide(outcomes: readonly RuleOutcome[], violations: number): Verdict['decision'] {
  if (outcomes.some(({ outcome }) => outcome === 'error')) return 'error';
  return violations === 0 ? 'allow' : 'deny';
}

function inOrder(findings: readonly RuleFinding[]): readonly RuleFinding[] {
  return findings.length === 1 ? findings : findings.toSorted((left, right) => comparePointers(left.pointer, right.pointer));
}

interface Origins extends Pick<Finding, 'level' | 'levelFrom' | 'origin'> {
  readonly rule: PolicyRule;
}

/** Adds to a rule's finding what only the policy and the subject know. */
function complete(spoken: RuleFinding, { rule, level, levelFrom, origin }: Origins): Found {
  const { code, pointer, message, actual, expected, changes = [] } = spoken;
  const { remedy } = rule;
  const finding: Finding = {
    rule: rule.id,
    type: rule.type.type,
    level,
    levelFrom,
    code,
    pointer,
    message,
    actual,
    expected,
    origin,
    ...(remedy === undefined ? {} : { remedy }),
    docs: rule.docs,
    fingerprint: hash('sha256', `${rule.id}\n${pointer}`, 'hex').slice(0, 16),
  };
  return { finding, changes };
}

function fixables(found: readonly Found[]): readonly { readonly pointer: string; readonly changes: readonly Change[] }[] {
  return found
    .filter(({ finding }) => finding.level === 'enforce')
    .map(({ finding, changes }) => ({ pointer: finding.pointer, changes }));
}
