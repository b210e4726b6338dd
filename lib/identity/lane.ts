import { createHash } from 'node:crypto';

/**
 * The lanes into which callers are dealt, for API Gateway to count by: it takes them for API keys, of which it wants one that it
 * has for each request. Who drives too fast holds up nobody but the few in the same lane.
 */
export interface Lanes {
  /** No other deployment of the account has it. */
  readonly deployment: string;
  readonly count: number;
}

/** The key of a caller's lane, the same at all times. */
export function laneKeyOf(subject: string, lanes: Lanes): string {
  return laneKey(createHash('sha256').update(subject).digest().readUInt32BE() % lanes.count, lanes);
}

/**
 * The key of a lane by its number. It opens nothing, as only the authorizer can name it. Values have 20 to 128 letters and
 * digits, and are unique in an account and Region. Source: API Gateway Developer Guide, "Usage plans and API keys for REST APIs".
 */
export function laneKey(lane: number, { deployment }: Lanes): string {
  return createHash('sha256').update(`imagegate/${deployment}/${lane}`).digest('hex');
}
