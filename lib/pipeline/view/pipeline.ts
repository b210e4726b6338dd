import type { Definition } from '../definition/definition.ts';
import type { PipelineView } from './view.ts';

/** A pipeline as it stands: its view, and the definition that its entity tag is made of. */
export interface Pipeline {
  readonly name: string;
  readonly view: PipelineView;
  readonly definition: Definition;
}
