import type { ResponseHeaders } from '../problem/response-headers.ts';

/**
 * The header that tells when another look at a run that goes on is worth its while. A build takes from some ten minutes to hours,
 * and all looks share what the account may ask of Image Builder.
 */
export const lookAgain: ResponseHeaders = { 'retry-after': '30' };
