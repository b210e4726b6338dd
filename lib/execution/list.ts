import { readsAll } from '../identity/ownership.ts';
import { progressGuard } from '../pipeline/listing/progress.ts';
import { readPipeline, requireAddress, type Seeker } from '../pipeline/stored/address.ts';
import { type ExecutionPorts, isRunOf } from './address.ts';
import type { ImageRecord } from './image-builder.ts';
import { type ExecutionView, executionView } from './view.ts';

export interface ExecutionListRequest extends Seeker {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly pipeline: string;
  /** 1 to 100. */
  readonly pageSize: number;
  /** The service's own token, where the page before ended; absent for the first page. */
  readonly position?: string | undefined;
}

export interface ExecutionList {
  readonly items: readonly ExecutionView[];
  /** The service's own token of the next page; `null` on the last one. */
  readonly next: string | null;
}

/**
 * Reads a page of a pipeline's executions, the newest first within the page. The order of the pages is the service's, which
 * documents none. A page may be short; it is the last only where `next` is `null`. Rejects with `NotFound`.
 */
export async function listExecutions(
  request: ExecutionListRequest,
  ports: ExecutionPorts<'listExecutions'>,
): Promise<ExecutionList> {
  requireAddress(request.pipeline);
  // Where everybody may know of every pipeline, the list itself tells whether there is one.
  const isOpen = readsAll(request.caller, ports.teams);
  const pipeline = isOpen ? undefined : await readPipeline(request.pipeline, request, ports);
  const { records, next } = await readRecords(request, ports, (record) => isOpen || isRunOf(pipeline, record));
  const seen = { pipeline: request.pipeline, home: ports.deployment, now: ports.clock() };
  return { items: records.map((record) => executionView(record, seen)).sort(newestFirst), next };
}

/** Items in one page of the service at most (ListImagePipelineImages, maxResults). */
const servicePage = 25;

/** Enough for the largest page of ours, and for as many pages that the service leaves empty or of which nothing is shown. */
const maximumCalls = 8;

async function readRecords(
  { pipeline, pageSize, position, signal }: ExecutionListRequest,
  { imageBuilder }: ExecutionPorts<'listExecutions'>,
  isShown: (record: ImageRecord) => boolean,
) {
  const records: ImageRecord[] = [];
  const requireProgress = progressGuard();
  let next = position;
  for (let call = 0; call < maximumCalls; call++) {
    // Never more than there is room for, so that a page of ours always ends where one of the service does.
    const maxResults = Math.min(servicePage, pageSize - records.length);
    const page = await imageBuilder.listExecutions(pipeline, { maxResults, ...(next && { nextToken: next }) }, { signal });
    requireProgress(next, page.nextToken);
    records.push(...page.records.filter(isShown));
    next = page.nextToken;
    if (next === undefined || records.length >= pageSize) break;
  }
  return { records, next: next ?? null };
}

/** Times are RFC 3339 in UTC with milliseconds, so their texts are in the order of the times; an unknown one comes last. */
function newestFirst({ startedAt: left }: ExecutionView, { startedAt: right }: ExecutionView): number {
  if (left === right) return 0;
  return (left ?? '') < (right ?? '') ? 1 : -1;
}
