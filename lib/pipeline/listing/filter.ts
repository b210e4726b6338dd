import { type Registry, statedOwner } from '../../identity/ownership.ts';
import { matchesWildcard } from '../../text/wildcard.ts';
import { normaliseName } from '../definition/name.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';

/** Which pipelines a list is about: those that everything given here is true of. */
export interface PipelineFilter {
  /** The name as it is displayed or as it is addressed, in any case; `*` stands for any characters or none, `?` for one. */
  readonly name?: string | undefined;
  readonly status?: 'enabled' | 'disabled' | undefined;
  /** What the owner tag says, case included. */
  readonly team?: string | undefined;
  readonly compliance?: 'compliant' | 'violating' | undefined;
}

/** The only normalised name that a filter admits; `undefined` where it admits several. */
export function onlyName({ name }: PipelineFilter): string | undefined {
  return name === undefined || /[*?]/.test(name) ? undefined : normaliseName(name);
}

/** The status that a filter asks for, as the service writes it. */
export function wantedStatus({ status }: PipelineFilter): string | undefined {
  return status?.toUpperCase();
}

/** Whether the service can filter so by itself: of the things that it filters by, only the status means the same there. */
export function serviceFilters({ name, team, compliance }: PipelineFilter): boolean {
  return name === undefined && team === undefined && compliance === undefined;
}

/** Whether a record passes the filter, but for its compliance, which takes judging. */
export function passes({ name, status, tags }: PipelineRecord, filter: PipelineFilter, registry: Registry): boolean {
  const { name: pattern, team } = filter;
  // Either way of writing a name is the other one normalised, so this comparison covers both.
  if (pattern !== undefined && !matchesWildcard(normaliseName(pattern), normaliseName(name))) return false;
  if (filter.status !== undefined && (status ?? 'ENABLED') !== wantedStatus(filter)) return false;
  return team === undefined || statedOwner(tags, registry) === team;
}
