import { toPointer } from '../../json/pointer.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';
import { type ComplianceView, type PipelineView, pipelineView, type Ruling } from './view.ts';

/** A pipeline as lists show it: the view, with the findings counted and not told. */
export interface PipelineSummary extends Omit<PipelineView, 'compliance'> {
  readonly compliance: Omit<ComplianceView, 'findings'>;
  /**
   * JSON Pointers into Image Builder's own answer: what it gave in another form than documented. Whatever the view makes of these
   * members is told as if they were absent, nothing is judged, and the pipeline does not count as compliant.
   */
  readonly unreadable: readonly string[];
}

/** The summary of a pipeline at a time. Total, as the view is. */
export function pipelineSummary(record: PipelineRecord, standing: { verdict: Ruling; now: Date }): PipelineSummary {
  const view = pipelineView(record, standing);
  const { findings: _, ...compliance } = view.compliance;
  return { ...view, compliance, unreadable: (record.unreadable ?? []).map((member) => toPointer([member])) };
}
