import { UpstreamError } from '../../problem/errors.ts';

/**
 * Follows the service's page tokens through one walk. The function that it returns gets the token that led to a page and the one
 * that the page has for the next, and throws `UpstreamError` for one that was met before: such a list has no end, and every
 * client that follows `nextPageToken` would go in a circle. The paginators of the AWS SDKs stop there, too.
 */
export function progressGuard(): (token: string | undefined, next: string | undefined) => void {
  const met = new Set<string>();
  return (token, next) => {
    if (token !== undefined) met.add(token);
    if (next !== undefined && met.has(next))
      throw new UpstreamError(endless, { title: 'The list from Image Builder has no end' });
  };
}

const endless =
  'Image Builder gave the same page token twice, so its list goes round in a circle. What was read before is right; the rest cannot be read ' +
  'at the moment.';
