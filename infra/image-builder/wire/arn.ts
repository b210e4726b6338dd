import type { Home } from '../../../lib/arn.ts';
/** The ARN of a resource. `path` begins with the kind, for example `image-pipeline/web-base` or `image-recipe/web/1.4.0`. */
export function arnOf(home: Home, path: string): string {
  return `arn:${home.partition}:imagebuilder:${home.region}:${home.account}:${path}`;
}

/**
 * The form of a name inside an ARN: lower case, with hyphens for spaces and underscores. Names with the same form collide
 * (https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImagePipeline.html).
 */
export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll(/[ _]/g, '-');
}

/** A versioned ARN taken apart: `…:image-recipe/web/1.x.x` has the stem `…:image-recipe/web` and the nodes `1`, `x`, `x`. */
export interface VersionedArn {
  readonly stem: string;
  /** Major, minor and patch; `x` stands for the latest. */
  readonly nodes: readonly string[];
  /** The number of a build, where the ARN names one. */
  readonly build: string | undefined;
}

/** Takes a versioned ARN apart; `undefined` for an ARN without a version. */
export function parseVersionedArn(arn: string): VersionedArn | undefined {
  const match = /^(?<stem>[^/]+(?:\/[a-z0-9_-]+)+)\/(?<version>(?:\d+|x)\.(?:\d+|x)\.(?:\d+|x))(?:\/(?<build>\d+))?$/.exec(arn);
  const { stem, version, build } = match?.groups ?? {};
  return stem === undefined || version === undefined ? undefined : { stem, nodes: version.split('.'), build };
}

/** Whether a concrete ARN is among those that an ARN with wildcards means. */
export function covers(reference: VersionedArn, concrete: VersionedArn): boolean {
  return (
    reference.stem === concrete.stem &&
    reference.nodes.every((node, index) => node === 'x' || node === concrete.nodes[index]) &&
    (reference.build === undefined || reference.build === concrete.build)
  );
}

/** Orders concrete ARNs by version, then by build, as numbers: 1.9.0 comes before 1.10.0. */
export function compareVersions(left: VersionedArn, right: VersionedArn): number {
  const [a, b] = [left, right].map(({ nodes, build }) => [...nodes, build ?? '0'].map(Number));
  return a?.map((node, index) => node - (b?.[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
