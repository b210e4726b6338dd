import type { ResponseHeaders } from '../problem/response-headers.ts';

/**
 * Says that a request was answered for which all was done before. The name is the one that Stripe's API has given such a header.
 */
export const replayedHeader: ResponseHeaders = { 'idempotent-replayed': 'true' };
