import type { Caller } from '../../identity/caller.ts';
import type { Definition } from '../definition/definition.ts';
import type { ReferencePorts } from '../judging/foreign-references.ts';
import type { Advisory } from '../judging/notice.ts';
import type { Court, OnJudged } from '../judging/ports.ts';
import type { ImageBuilder, WriteOptions } from '../stored/image-builder.ts';
import type { RequestKey } from '../stored/request-key.ts';
import type { Pipeline } from '../view/pipeline.ts';

/** The calls that a write makes. */
export type ChangingCalls = Pick<ImageBuilder, 'getPipeline' | 'updatePipeline' | 'tagPipeline' | 'untagPipeline'>;

export interface WritePorts extends Court {
  readonly imageBuilder: ChangingCalls & ReferencePorts['imageBuilder'];
}

export interface WriteRequest extends WriteOptions {
  /** Last segment of the pipeline's ARN, as the caller wrote it. */
  readonly name: string;
  /** The body as it was sent. */
  readonly body: unknown;
  readonly caller: Caller;
  /** The client token of an update; that of the request is for a creation. */
  readonly updateToken: string;
  /** The caller's name for its try, with which the same request may have been answered before. */
  readonly requestKey?: RequestKey | undefined;
  /** The caller's conditions; absent when it made none. */
  readonly guard?: Guard | undefined;
  readonly onJudged?: OnJudged;
}

/**
 * Lets a write go on, or throws `PreconditionFailed`. Gets the definition as it stands (`undefined`: there is no pipeline), and
 * the pointers of what the write would change in it.
 */
export type Guard = (current: Definition | undefined, changed: () => readonly string[]) => void;

/** A pipeline as it stands after a write. */
export interface Written extends Pipeline {
  /** `replayed`: an earlier request of the same key has done it. */
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'replayed';
  /** The definition that the write found; absent where it found none. */
  readonly before?: Definition;
  /** JSON Pointers of what it changed in that. */
  readonly changed: readonly string[];
  /** What the rules advise, and what the write did that the body does not say. */
  readonly advisories: readonly Advisory[];
}
