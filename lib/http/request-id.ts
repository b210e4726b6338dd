/** The caller's own id if it is short and harmless in a header and a log line, else a new one. */
export function requestIdOf(offered: string | undefined, newId: () => string): string {
  return offered !== undefined && /^[\w\-=.]{1,128}$/.test(offered) ? offered : newId();
}

/** The trace that a request belongs to. */
export interface Trace {
  readonly traceId: string;
  readonly parentId: string;
}

/** Reads a `traceparent` header of version 00 (W3C Trace Context, §3.2); anything else is ignored, as the standard asks. */
export function traceOf(traceparent: string | undefined): Trace | undefined {
  const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceparent ?? '');
  const [, traceId, parentId] = match ?? [];
  if (traceId === undefined || parentId === undefined) return undefined;
  return /^0+$/.test(traceId) || /^0+$/.test(parentId) ? undefined : { traceId, parentId };
}
