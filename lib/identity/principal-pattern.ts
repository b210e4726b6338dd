import { remembered } from '../text/memoize.ts';
import { matches, wildcardOf } from '../text/wildcard.ts';

/**
 * Whether the ARN of a role or user is one that a principal means. `*` and `?` of a principal stand for characters of a name and
 * never for a slash: what lies under a path is named by who may create there, and `user/web-*` must not mean
 * `user/web-x/mallory`.
 */
export function meansPrincipal(pattern: string, arn: string): boolean {
  const wanted = segmentsOf(pattern);
  const segments = arn.split('/');
  return wanted.length === segments.length && wanted.every((segment, index) => matches(segment, segments[index] ?? ''));
}

/** Every request looks at every principal; there are as many as the deployer wrote down. */
const segmentsOf = remembered((pattern) => pattern.split('/').map(wildcardOf), 10_000);
