import type { Definition } from '../../lib/pipeline/definition.ts';
import type { ImageBuilder, PipelineRecord, WriteOptions } from '../../lib/pipeline/image-builder.ts';
import { normaliseName } from '../../lib/pipeline/name.ts';
import { recordOf } from '../../lib/pipeline/record.ts';
import { NotFound } from '../../lib/problem/errors.ts';

export interface FakeImageBuilder extends ImageBuilder {
  /** What was written, in order. */
  readonly created: { readonly definition: Definition; readonly clientToken: string }[];
  readonly pipelines: Map<string, PipelineRecord>;
}

/** An Image Builder in a map, for tests that are about what stands in front of it. Single operations can be replaced. */
export function fakeImageBuilder(replaced: Partial<ImageBuilder> = {}): FakeImageBuilder {
  const pipelines = new Map<string, PipelineRecord>();
  const created: { definition: Definition; clientToken: string }[] = [];
  return {
    created,
    pipelines,
    async createPipeline(definition: Definition, { clientToken }: WriteOptions) {
      const arn = `arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/${normaliseName(definition.name)}`;
      created.push({ definition, clientToken });
      const times = { dateCreated: '2026-11-01T00:00:00.000Z', dateUpdated: '2026-11-01T00:00:00.000Z' };
      pipelines.set(normaliseName(definition.name), { ...recordOf(definition, arn), platform: 'Linux', ...times });
      return { arn };
    },
    async getPipeline(name) {
      const record = pipelines.get(name);
      if (record === undefined) throw new NotFound('There is no pipeline of this name.');
      return record;
    },
    ...replaced,
  };
}
