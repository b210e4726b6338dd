import { hash } from 'node:crypto';
import { RateLimited, UpstreamTimeout, UpstreamUnavailable } from '../../problem/errors.ts';
import { noLaterThan } from '../../time/deadline.ts';
import type { CallOptions, ImageBuilder, PipelinePage, PipelineQuery, PipelineRecord } from '../stored/image-builder.ts';
import { progressGuard } from './progress.ts';

/** Makes an item of a pipeline that is wanted, and `undefined` of one that is not. */
export type Sift<Item> = (record: PipelineRecord) => Item | undefined;

export interface SiftedPageRequest<Item> extends CallOptions {
  /** As the service writes it; `undefined`: any. */
  readonly status: string | undefined;
  readonly sift: Sift<Item>;
  /** Whether all pipelines of this status are wanted. */
  readonly keepsAll: boolean;
  /** 1 to 100. */
  readonly pageSize: number;
  /** Where the page before ended; absent for the first page. */
  readonly position?: ListPosition | undefined;
}

/** A place in the service's own list. */
export interface ListPosition {
  /** The service's token of the page that was read last; absent for its first page. */
  readonly page?: string | undefined;
  /** Marks of the pipelines from there on that were items already. */
  readonly shown: readonly string[];
}

/** Where every list begins. */
export const firstPosition: ListPosition = { shown: [] };

export interface SiftedPage<Item> {
  /** In the service's order. */
  readonly items: readonly Item[];
  /** `null` on the last page. */
  readonly next: ListPosition | null;
}

export interface SiftedPagePorts {
  readonly imageBuilder: Pick<ImageBuilder, 'listPipelines'>;
  /** Milliseconds of a clock that only runs forward. */
  readonly timer: () => number;
}

/** Most that ListImagePipelines gives at once (API reference, maxResults). */
const maximumUpstreamPage = 25;

/** Calls for one page: they reach 500 pipelines, where an account starts with a quota of 75. */
const maximumCalls = 20;

/** Milliseconds after which no more is read for a page: a client waits, and the function has to answer within its own limit. */
const readingTime = 8_000;

/**
 * Reads pages of the service until a page of wanted pipelines is full, the list ends, or enough was read for one request. A page
 * may thus be short, or even empty, and is the last only where `next` is `null`.
 *
 * Where a page ends in the middle of one of the service's, that one is read again for the next, and others may have come or gone
 * in it meanwhile. So a position does not count: it knows by name what was shown, also where that was pushed on to a later page.
 */
export async function readSiftedPage<Item>(
  request: SiftedPageRequest<Item>,
  { imageBuilder, timer }: SiftedPagePorts,
): Promise<SiftedPage<Item>> {
  const endsAt = timer() + readingTime;
  const items: Item[] = [];
  const requireProgress = progressGuard();
  let position: ListPosition | null = request.position ?? firstPosition;
  for (let calls = 0; position !== null && items.length < request.pageSize && calls < maximumCalls; calls++) {
    const query = queryAt(position, request, items.length);
    const page: PipelinePage | undefined =
      calls === 0
        ? await imageBuilder.listPipelines(query, request)
        : await readInTime(query, request, endsAt - timer(), imageBuilder);
    if (page === undefined) break;
    requireProgress(position.page, page.nextToken);
    position = take(page, position, request, items);
  }
  return { items, next: position };
}

function queryAt({ page, shown }: ListPosition, request: SiftedPageRequest<unknown>, found: number): PipelineQuery {
  // Where all is wanted, no more is asked for than is missing, so that the page ends where one of the service ends.
  const wanted = request.keepsAll && shown.length === 0 ? request.pageSize - found : maximumUpstreamPage;
  return {
    maxResults: Math.min(wanted, maximumUpstreamPage),
    ...(request.status === undefined ? {} : { status: request.status }),
    ...(page === undefined ? {} : { nextToken: page }),
  };
}

/**
 * Another page of the service. `undefined` when the time is up or the service fails for a passing reason: what was read before is
 * worth more than the failure, which the next request meets if it lasts.
 */
async function readInTime(
  query: PipelineQuery,
  { signal }: CallOptions,
  milliseconds: number,
  imageBuilder: SiftedPagePorts['imageBuilder'],
): Promise<PipelinePage | undefined> {
  if (milliseconds <= 0) return undefined;
  try {
    return await imageBuilder.listPipelines(query, { signal: noLaterThan(milliseconds, signal) });
  } catch (error) {
    if (passingFailures.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}

const passingFailures = [RateLimited, UpstreamTimeout, UpstreamUnavailable];

/** Adds what is wanted of a page of the service to the items, and tells where to go on: `null` behind the end of the list. */
function take<Item>(
  { records, nextToken }: PipelinePage,
  { page, shown }: ListPosition,
  { sift, pageSize }: SiftedPageRequest<Item>,
  items: Item[],
): ListPosition | null {
  const pending = new Set(shown);
  const taken: PipelineRecord[] = [];
  for (const record of records) {
    if (pending.size > 0 && pending.delete(markOf(record))) {
      taken.push(record);
      continue;
    }
    const item = sift(record);
    if (item === undefined) continue;
    // Only one more that is wanted proves that there is another page.
    if (items.length === pageSize) return { page, shown: latest([...shown, ...taken.map(markOf)]) };
    items.push(item);
    taken.push(record);
  }
  // What was shown and is not here was deleted, or pushed behind this page by what came.
  return nextToken === undefined ? null : { page: nextToken, shown: [...pending] };
}

/**
 * What a pipeline is known by in a page token: 72 bits of its ARN's SHA-256, which nobody finds a second pipeline to, so that
 * none can be made to hide another.
 */
function markOf({ arn }: PipelineRecord): string {
  return hash('sha256', arn, 'base64url').slice(0, 12);
}

/**
 * Marks that a position keeps: those of one page of the service, and of as many as others push on to three more between two
 * requests.
 */
const maximumMarks = 4 * maximumUpstreamPage;

function latest(marks: readonly string[]): readonly string[] {
  return [...new Set(marks)].slice(-maximumMarks);
}
