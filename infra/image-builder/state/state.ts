import type { StoredPipeline } from '../pipelines/stored-pipeline.ts';
import type { ImageRun } from '../runs/image-run.ts';
import type { CatalogueRecord } from './catalogue-record.ts';

/** The answer to a request with a client token, kept for its repeats. */
export interface RememberedAnswer {
  /** SHA-256 of the request without its token. */
  readonly fingerprint: string;
  readonly answer: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** All that the server remembers, by ARN; tokens by operation and client token. */
export interface State {
  readonly pipelines: Map<string, StoredPipeline>;
  readonly catalogue: Map<string, CatalogueRecord>;
  readonly tokens: Map<string, RememberedAnswer>;
  readonly images: Map<string, ImageRun>;
  /** The number of the latest build of each version of an image, by the ARN of the version. Numbers are never given twice. */
  readonly builds: Map<string, number>;
}

/** Something that is done at once. */
export type AtomicWork<T> = (conditions: Conditions) => T;

export interface Conditions {
  /** Whether the latest write of the file went well. While it did not, nothing but what was asked for should change the state. */
  readonly healthy: boolean;
}

export function emptyState(): State {
  return { pipelines: new Map(), catalogue: new Map(), tokens: new Map(), images: new Map(), builds: new Map() };
}
