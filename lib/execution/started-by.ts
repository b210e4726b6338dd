import { hash } from 'node:crypto';
import { ownPrefix } from '../pipeline/definition/tag-map.ts';
import { maximumTagValueLength } from '../service-limits.ts';
import type { ImageRecord } from './image-builder.ts';

/** The tag of a run's image that says who started the run. Image Builder itself knows only the role of imagegate. */
export const startedByTag = `${ownPrefix}started-by`;

/** A blank, a plus, and 60 bits. */
const markLength = 12;

/**
 * A caller as the value of a tag: at most 256 characters, of those that every service takes ("Tag naming limits and
 * requirements", AWS Tagging User Guide; of the letters only those of ASCII, which names in IAM are made of). Others become `_`.
 * Behind it stands which of its starts it was, so that one whose answer is lost is found again and taken for no other.
 */
export function startedByValue(subject: string, clientToken: string): string {
  const who = subject.replace(/[^A-Za-z0-9 _.:/=+\-@]/g, '_').slice(0, maximumTagValueLength - markLength);
  return `${who} +${hash('sha256', clientToken, 'base64url').slice(0, markLength - 2)}`;
}

/** Who started a run. A scheduled one has its tags from the pipeline's `imageTags`, so there the tag would say nothing true. */
export function startedByOf({ buildType, tags }: ImageRecord): string | null {
  const isManual = buildType === undefined || buildType === 'USER_INITIATED';
  return isManual && tags !== undefined && Object.hasOwn(tags, startedByTag) ? whoOf(tags[startedByTag] ?? '') : null;
}

/** The tags of a run's image, without what only imagegate has a use for. */
export function tagsView({ tags = {} }: ImageRecord): Readonly<Record<string, string>> {
  if (!Object.hasOwn(tags, startedByTag)) return { ...tags };
  return { ...tags, [startedByTag]: whoOf(tags[startedByTag] ?? '') };
}

function whoOf(value: string): string {
  return value.replace(/ \+[\w-]{10}$/, '');
}
