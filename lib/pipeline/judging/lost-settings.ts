import type { Difference } from '../../json/difference.ts';
import type { Definition, DefinitionProblem } from '../definition/definition.ts';
import { invalidDefinition } from '../definition/required-definition.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';
import { isTagChange } from './changes.ts';

/** Throws `ValidationFailed` where a change would lose settings that this version does not know. */
export function requireNothingLost(record: PipelineRecord, changes: readonly Difference[], resulting: Definition): void {
  const problems = lostSettings(record, changes);
  if (problems.length > 0) throw invalidDefinition(resulting, problems, note);
}

/**
 * The settings that a change would lose: Image Builder is younger than this version, shows members that no definition here has,
 * and an update takes what it does not get for its default. Tags are changed beside the settings, and lose none.
 */
export function lostSettings({ beyond = [] }: PipelineRecord, changes: readonly Difference[]): DefinitionProblem[] {
  return changes.every(isTagChange) ? [] : beyond.map(lost);
}

const note =
  'Nothing was written. Change this pipeline where the setting was made, for example in the console of Image Builder, or ask for a ' +
  'version of imagegate that knows it.';

function lost(pointer: string): DefinitionProblem {
  return {
    pointer,
    code: 'unknown-setting',
    detail: `the pipeline has the setting ${pointer}, which this version of imagegate does not know and would lose`,
    expected: 'a setting that this version knows',
    received: 'a setting of a later version of Image Builder',
    origin: 'existing',
  };
}
