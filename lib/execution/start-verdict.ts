import { isWithin } from '../json/pointer.ts';
import type { ExceptedFinding, Finding, Fix, Verdict } from '../policy/verdict.ts';
import { runTagsPlace } from './start-subject.ts';

/**
 * The verdict on a start as its caller meets it: what the body can put right concerns the execution and points into the body,
 * everything else concerns the pipeline and points into its definition. The fix is of the body.
 */
export function startVerdict(verdict: Verdict): Verdict {
  const violations = verdict.violations.map(told);
  return {
    ...verdict,
    violations,
    advisories: verdict.advisories.map(told),
    recorded: verdict.recorded.map(told),
    excepted: verdict.excepted.map(toldExcepted),
    fix: fixOfBody(verdict.fix, violations),
  };
}

function told(finding: Finding): Finding {
  const { fix = [], ...rest } = finding;
  const isOfBody = finding.origin === 'request' && isWithin(runTagsPlace, finding.pointer);
  // A step elsewhere is none that helps here: the body cannot take away what the pipeline gives.
  const isUsable = fix.length > 0 && fix.every(({ path }) => isWithin(runTagsPlace, path) === isOfBody);
  if (!isOfBody) return { ...rest, concerns: 'pipeline', ...(isUsable ? { fix } : {}) };
  const place = { concerns: 'execution', pointer: inBody(rest.pointer) } as const;
  return { ...rest, ...place, ...(isUsable ? { fix: fix.map(stepInBody) } : {}) };
}

function toldExcepted(finding: ExceptedFinding): ExceptedFinding {
  return { ...told(finding), exception: finding.exception };
}

/** `null` where there is nothing in the body to be put right. */
function fixOfBody(fix: Fix | null, violations: readonly Finding[]): Fix | null {
  const places = violations.flatMap(({ concerns, pointer }) => (concerns === 'execution' ? [pointer] : []));
  if (fix === null || places.length === 0) return null;
  return {
    patch: fix.patch.filter(({ path }) => isWithin(runTagsPlace, path)).map(stepInBody),
    verified: fix.verified,
    needsInput: fix.needsInput.map(inBody).filter((pointer) => places.includes(pointer)),
  };
}

type Step = Fix['patch'][number];

function stepInBody(step: Step): Step {
  return { ...step, path: inBody(step.path) };
}

function inBody(pointer: string): string {
  return isWithin(runTagsPlace, pointer) ? `/tags${pointer.slice(runTagsPlace.length)}` : pointer;
}
