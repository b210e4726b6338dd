import { mayRead, ownerOf, readsAll } from '../identity/ownership.ts';
import { isNormalisedName } from './definition/name.ts';
import { judgeStanding } from './judging/judge-stored.ts';
import type { Court } from './judging/ports.ts';
import { onlyName, type PipelineFilter, passes, serviceFilters, wantedStatus } from './listing/filter.ts';
import { type ListPosition, readSiftedPage, type Sift, type SiftedPage } from './listing/filtered-page.ts';
import { type Directory, findPipeline, type Seeker } from './stored/address.ts';
import type { ImageBuilder, PipelineRecord } from './stored/image-builder.ts';
import { definitionOf } from './stored/record.ts';
import { type PipelineSummary, pipelineSummary } from './view/summary.ts';
import type { Ruling } from './view/view.ts';

export interface PipelineListRequest extends Seeker {
  readonly filter: PipelineFilter;
  /** 1 to 100. */
  readonly pageSize: number;
  /** Where the page before ended, under the same filter; absent for the first page. */
  readonly position?: ListPosition | undefined;
  /** Hears of a pipeline that is listed though it could not be judged. */
  readonly onUnjudged?: (arn: string, error: unknown) => void;
}

export type ListPorts = Court & Directory & { readonly imageBuilder: Pick<ImageBuilder, 'listPipelines'> };

/**
 * Reads a page of the pipelines that pass a filter and that the caller may know of, each judged as it stands. The service filters
 * by status, and one name is read directly; the rest is sifted here, so that a page may be short, or even empty, and is the last
 * only where `next` is `null`.
 *
 * Pipelines come and go while pages are turned. One that is there and passes all the while is on exactly one page, as far as the
 * service's own pages keep that promise. Rejects with `UpstreamError` where the service's list has no end.
 */
export async function listPipelines(request: PipelineListRequest, ports: ListPorts): Promise<SiftedPage<PipelineSummary>> {
  const { filter, caller } = request;
  const sift = sifter(request, ports);
  const name = onlyName(filter);
  if (name === undefined) {
    const keepsAll = serviceFilters(filter) && readsAll(caller, ports.teams);
    return await readSiftedPage({ ...request, sift, status: wantedStatus(filter), keepsAll }, ports);
  }
  const found = isNormalisedName(name) ? await findPipeline(name, request, ports) : undefined;
  const item = found && sift(found);
  return { items: item === undefined ? [] : [item], next: null };
}

function sifter(request: PipelineListRequest, ports: ListPorts): Sift<PipelineSummary> {
  const { filter, caller } = request;
  const { teams } = ports;
  const now = ports.clock();
  return (record) => {
    if (!mayRead(caller, ownerOf(record.tags, teams), teams) || !passes(record, filter, teams)) return undefined;
    const verdict = rulingOn(record, request, ports);
    const compliance = verdict.decision === 'allow' ? 'compliant' : 'violating';
    if (filter.compliance !== undefined && filter.compliance !== compliance) return undefined;
    return pipelineSummary(record, { verdict, now });
  };
}

/** A pipeline of a shape that nobody foresaw must not hide the others. What could not be judged is not compliant. */
function rulingOn(record: PipelineRecord, { onUnjudged }: PipelineListRequest, court: Court): Ruling {
  if (record.unreadable !== undefined) {
    onUnjudged?.(record.arn, new TypeError(`what is read of it lacks ${record.unreadable.join(', ')}`));
    return unjudged;
  }
  try {
    return judgeStanding(definitionOf(record), court).verdict;
  } catch (error) {
    onUnjudged?.(record.arn, error);
    return unjudged;
  }
}

const unjudged: Ruling = { decision: 'error', violations: [], advisories: [], excepted: [] };
