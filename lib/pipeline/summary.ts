import type { PipelineRecord } from './image-builder.ts';
import { type ComplianceView, type PipelineView, pipelineView, type Ruling } from './view.ts';

/** A pipeline as lists show it: the view, with the findings counted and not told. */
export interface PipelineSummary extends Omit<PipelineView, 'compliance'> {
  readonly compliance: Omit<ComplianceView, 'findings'>;
}

/** The summary of a pipeline at a time. Total, as the view is. */
export function pipelineSummary(record: PipelineRecord, standing: { verdict: Ruling; now: Date }): PipelineSummary {
  const view = pipelineView(record, standing);
  const { findings: _, ...compliance } = view.compliance;
  return { ...view, compliance };
}
