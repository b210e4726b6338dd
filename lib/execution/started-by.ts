import { ownPrefix } from '../pipeline/definition/tag-map.ts';
import type { ImageRecord } from './image-builder.ts';

/** The tag of a run's image that says who started the run. Image Builder itself knows only the role of imagegate. */
export const startedByTag = `${ownPrefix}started-by`;

/**
 * A caller as the value of a tag: at most 256 characters, of those that every service takes ("Tag naming limits and requirements",
 * AWS Tagging User Guide; of the letters only those of ASCII, which names in IAM are made of). Others become `_`.
 */
export function startedByValue(subject: string): string {
  return subject.replace(/[^A-Za-z0-9 _.:/=+\-@]/g, '_').slice(0, 256);
}

/** Who started a run. A scheduled one has its tags from the pipeline's `imageTags`, so there the tag would say nothing true. */
export function startedByOf({ buildType, tags }: ImageRecord): string | null {
  const isManual = buildType === undefined || buildType === 'USER_INITIATED';
  return isManual && tags !== undefined && Object.hasOwn(tags, startedByTag) ? (tags[startedByTag] ?? null) : null;
}
