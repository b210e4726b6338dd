import type { Route } from '../../../lib/service/routes.ts';

/** What the route table says about a path. */
export interface PathMatch {
  readonly resource: string;
  /** Decoded once, as API Gateway does it. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly routes: readonly Route[];
}

/**
 * Finds the resource of a path, letter by letter and segment by segment: nothing is normalised, so `..`, an empty segment or a
 * slash at the end leads nowhere. `path` is percent-encoded and must decode.
 */
export function matchPath(routes: readonly Route[], path: string): PathMatch | undefined {
  const segments = path.split('/');
  const [resource] = [...new Set(routes.map((route) => route.path))]
    .filter((template) => fits(template.split('/'), segments))
    // A literal segment beats a parameter in the same place.
    .sort((left, right) => parameterCount(left) - parameterCount(right));
  if (resource === undefined) return undefined;
  return {
    resource,
    pathParameters: parametersOf(resource.split('/'), segments),
    routes: routes.filter((route) => route.path === resource),
  };
}

const parameter = /^\{(\w+)\}$/;

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return template.length === segments.length && template.every((part, index) => fitsSegment(part, segments[index] ?? ''));
}

function fitsSegment(part: string, segment: string): boolean {
  return parameter.test(part) ? segment !== '' : part === segment;
}

function parameterCount(template: string): number {
  return template.split('/').filter((part) => parameter.test(part)).length;
}

function parametersOf(template: readonly string[], segments: readonly string[]): Record<string, string> | null {
  const found = template.flatMap((part, index): [string, string][] => {
    const name = parameter.exec(part)?.[1];
    return name === undefined ? [] : [[name, decodeURIComponent(segments[index] ?? '')]];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}
