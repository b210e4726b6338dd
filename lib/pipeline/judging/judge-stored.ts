import { ownerOf } from '../../identity/ownership.ts';
import type { JudgedOperation } from '../../policy/subject/operation.ts';
import type { Subject } from '../../policy/subject/subject.ts';
import { withAwsDefaults } from '../definition/aws-defaults.ts';
import type { Definition } from '../definition/definition.ts';
import type { CompletedDefinition } from './complete.ts';
import { type Court, type Judgement, judgeAs } from './ports.ts';

/**
 * Judges a pipeline as it stands: without the policy's defaults, which are for who writes, and for the team that it belongs to,
 * so that everybody who reads it reads the same. Without the merged fix, which no view shows and which is most of the work; each
 * finding has its own.
 */
export function judgeStanding(definition: Definition, court: Court, operation: JudgedOperation = 'write'): Judgement {
  const owner = ownerOf(definition.tags, court.teams);
  return judgeAs(definition, owner, court, () => completeStanding(definition, operation), { fixes: false });
}

/** A pipeline as it stands, for the rules. */
export function standingSubject(definition: Definition, operation: JudgedOperation = 'write'): Subject {
  return completeStanding(definition, operation).subject;
}

/** The same with what Image Builder would store of it. */
export function completeStanding(definition: Definition, operation: JudgedOperation): CompletedDefinition {
  const { stored, judged, isAssumed } = withAwsDefaults(definition);
  const originOf = (pointer: string) => (isAssumed(pointer) ? 'aws-default' : 'existing');
  return { resulting: stored, defaulted: [], subject: { operation, definition: judged, originOf, sent: definition, revised } };
}

/** Nobody asks for what stands, so nothing else can be asked for in its place. */
function revised(): undefined {
  return undefined;
}
