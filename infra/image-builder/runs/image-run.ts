import type { PipelineSettings } from '../pipelines/stored-pipeline.ts';
import type { CatalogueRecord } from '../state/catalogue-record.ts';
import type { Plan } from './plan.ts';

/**
 * An image: one run of a pipeline, and what it makes. Everything that it needs to know is its own, so it outlives its pipeline.
 */
export interface ImageRun {
  /** `…:image/web/1.4.0/3` */
  readonly arn: string;
  /** Of the recipe, as it was typed. */
  readonly name: string;
  readonly version: string;
  readonly build: number;
  readonly platform: string;
  readonly buildType: 'USER_INITIATED' | 'SCHEDULED';
  readonly dateCreated: string;
  readonly plan: Plan;
  /** Whether its end has been counted. */
  readonly settled: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly pipeline: { readonly arn: string; readonly name: string; readonly historyId: string };
  readonly settings: Omit<PipelineSettings, 'description' | 'schedule' | 'status' | 'imageTags'>;
  readonly recipe: CatalogueRecord;
  readonly infrastructure: CatalogueRecord;
  readonly distribution?: CatalogueRecord | undefined;
}
