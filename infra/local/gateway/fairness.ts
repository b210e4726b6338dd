import { requireShare } from '../../../lib/http/fair-share.ts';
import { RateLimited } from '../../../lib/problem/errors.ts';
import type { Route } from '../../../lib/service/route.ts';
import { createBucket, createBuckets, type Rate } from '../../../lib/time/rate.ts';
import { allowancesOfAll, allowancesOfCaller, forRoute, readsAndWrites, type Shares } from '../../api-gateway/allowances.ts';
import { gatewayProblems } from '../../api-gateway/gateway-problems.ts';

/**
 * Throws `RateLimited` when a call is one too many, for its caller or for all of them, at the time given in milliseconds. All
 * whom nobody knows (`undefined`) are one caller, and a call of no route is a read.
 */
export type Admit = (caller: string | undefined, route: Pick<Route, 'scope'> | undefined, now: number) => void;

/**
 * A caller's own allowance comes before that of all, so what one is refused is not taken from the others. API Gateway weighs them
 * in the same order: API Gateway Developer Guide, "Throttle requests to your REST APIs for better throughput".
 */
export function createAdmission(rate: Rate, shares: Shares): Admit {
  const own = readsAndWrites(allowancesOfCaller(rate, shares), createBuckets);
  const all = readsAndWrites(allowancesOfAll(rate, shares), createBucket);
  return (caller, route = { scope: null }, now) => {
    requireShare(forRoute(route, own)(caller === undefined ? 'nobody' : `caller ${caller}`, now));
    const wait = forRoute(route, all)(now);
    if (wait > 0) throw new RateLimited(gatewayProblems.THROTTLED.detail, Math.ceil(wait));
  };
}
