import { type Difference, differences } from '../../json/difference.ts';
import { defaultTimezone, storedDefinition } from '../definition/aws-defaults.ts';
import type { Definition } from '../definition/definition.ts';

/**
 * Where two definitions make different pipelines, sorted by pointer. Defaults that Image Builder stores or shows make no
 * difference: `UTC` is the time zone of a schedule without one, and the service is known to show it sometimes where nobody named
 * it.
 */
export function changesBetween(before: Definition, after: Definition): Difference[] {
  return differences(comparable(before), comparable(after));
}

function comparable(definition: Definition): Definition {
  const stored = storedDefinition(definition);
  if (stored.schedule === undefined) return stored;
  return { ...stored, schedule: { timezone: defaultTimezone, ...stored.schedule } };
}

/** Whether a change is one of tags, which UpdateImagePipeline does not touch. */
export function isTagChange({ pointer }: Difference): boolean {
  return pointer === '/tags' || pointer.startsWith('/tags/');
}
