import type { Route } from '../../lib/service/route.ts';
import type { Rate } from '../../lib/time/rate.ts';
import type { StackSettings } from '../settings/settings-schema.ts';

/** One of a thing for what reads and one for what changes something, so that neither uses up the other. */
export interface ReadsAndWrites<Thing> {
  readonly reads: Thing;
  readonly writes: Thing;
}

/** Parts of an allowance, in hundredths. */
export interface Shares {
  /** What writes have of that of reads: each is several calls of Image Builder. */
  readonly writeShare: number;
  /** What one caller has of that of all. */
  readonly callerShare: number;
}

/** The rate that a deployment's settings name. */
export function rateIn({ throttling: { requestsPerSecond, burst } }: Pick<StackSettings, 'throttling'>): Rate {
  return { perSecond: requestsPerSecond, burst };
}

/** How often all callers together may call. */
export function allowancesOfAll(rate: Rate, { writeShare }: Shares): ReadsAndWrites<Rate> {
  return { reads: rate, writes: part(rate, writeShare) };
}

/** How often one caller may call. */
export function allowancesOfCaller(rate: Rate, shares: Shares): ReadsAndWrites<Rate> {
  return readsAndWrites(allowancesOfAll(rate, shares), (ofAll) => part(ofAll, shares.callerShare));
}

export function readsAndWrites<From, To>({ reads, writes }: ReadsAndWrites<From>, make: (from: From) => To): ReadsAndWrites<To> {
  return { reads: make(reads), writes: make(writes) };
}

/** The one that a route uses. Who asks for a verdict changes nothing, whatever the method. */
export function forRoute<Thing>(route: Pick<Route, 'scope'>, { reads, writes }: ReadsAndWrites<Thing>): Thing {
  return changesSomething(route) ? writes : reads;
}

export function changesSomething({ scope }: Pick<Route, 'scope'>): boolean {
  return scope !== null && scope !== 'read';
}

/** A bucket that held less than one token would let nothing through. Two shares of a whole number have four decimals. */
function part({ perSecond, burst }: Rate, hundredths: number): Rate {
  const exact = (perSecond * hundredths) / 100;
  return { perSecond: Math.round(exact * 10_000) / 10_000, burst: Math.max(1, Math.ceil((burst * hundredths) / 100)) };
}

/** As a function's environment has it: requests a second, and behind the slash as many at once. */
export function rateText({ perSecond, burst }: Rate): string {
  return `${perSecond}/${burst}`;
}
