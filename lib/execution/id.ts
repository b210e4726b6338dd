import type { Home } from '../arn.ts';
import { parseArn } from '../arn.ts';

/** What an execution's id says: which build of which recipe version it is. */
export interface ExecutionId {
  /** Name of the recipe as it stands in ARNs. */
  readonly recipe: string;
  /** `x.y.z`. */
  readonly version: string;
  /** Counts the builds of the recipe version, whichever pipeline made them. */
  readonly build: string;
}

/**
 * Reads `<recipe>-<x.y.z>-<build>` from the right, because names of recipes have hyphens and digits themselves. `undefined` for a
 * text that is no such id, or writes the build in a second way, with zeros in front; in a version, such as `2026.01.09`, they
 * have their place. Source of the parts: Image Builder API Reference, GetImage, pattern of imageBuildVersionArn.
 */
export function parseExecutionId(text: string): ExecutionId | undefined {
  const parts = /^([a-z0-9_-]{1,128})-(\d{1,10}\.\d{1,10}\.\d{1,10})-([1-9]\d{0,9})$/.exec(text);
  const [, recipe, version, build] = parts ?? [];
  if (recipe === undefined || version === undefined || build === undefined) return undefined;
  return { recipe, version, build };
}

/** `<recipe>-<x.y.z>-<build>`. */
export function printExecutionId({ recipe, version, build }: ExecutionId): string {
  return `${recipe}-${version}-${build}`;
}

/** The ARN of the build version that an id names, in this deployment and nowhere else. */
export function executionArn({ recipe, version, build }: ExecutionId, { partition, region, account }: Home): string {
  return `arn:${partition}:imagebuilder:${region}:${account}:image/${recipe}/${version}/${build}`;
}

/** The id of the execution that made an image; `undefined` for an ARN that is not one of a build version. */
export function executionIdOf(arn: string): string | undefined {
  const { kind, name: recipe, version, build } = parseArn(arn) ?? {};
  if (kind !== 'image' || recipe === undefined || version === undefined || build === undefined) return undefined;
  const id = printExecutionId({ recipe, version, build });
  // What cannot be read again is no id.
  return parseExecutionId(id) === undefined ? undefined : id;
}
