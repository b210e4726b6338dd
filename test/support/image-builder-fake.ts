import type { Definition } from '../../lib/pipeline/definition/definition.ts';
import { normaliseName } from '../../lib/pipeline/definition/name.ts';
import type { ImageBuilder, PipelineQuery, PipelineRecord, WriteOptions } from '../../lib/pipeline/stored/image-builder.ts';
import { recordOf } from '../../lib/pipeline/stored/record.ts';
import { MalformedRequest, NotFound } from '../../lib/problem/errors.ts';

export interface FakeImageBuilder extends ImageBuilder {
  /** What was written, in order. */
  readonly created: { readonly definition: Definition; readonly clientToken: string }[];
  readonly pipelines: Map<string, PipelineRecord>;
  /** Tags of what pipelines refer to, by ARN; there is whatever else is referred to, without any. */
  readonly resources: Map<string, Readonly<Record<string, string>>>;
  /** The ARNs of what was looked at, in order. */
  readonly looked: string[];
  /** What was changed since, in order. */
  readonly changed: Change[];
  /** What was asked of the list, in order. */
  readonly listed: PipelineQuery[];
}

export type Change =
  | { readonly operation: 'update'; readonly definition: Definition; readonly clientToken: string }
  | { readonly operation: 'tag'; readonly tags: Readonly<Record<string, string>> }
  | { readonly operation: 'untag'; readonly keys: readonly string[] }
  | { readonly operation: 'delete' };

/** The present of `testRuntime`. */
const createdAt = '2026-11-22T12:00:00.000Z';

/** An Image Builder in a map, for tests that are about what stands in front of it. Single operations can be replaced. */
export function fakeImageBuilder(replaced: Partial<ImageBuilder> = {}): FakeImageBuilder {
  const pipelines = new Map<string, PipelineRecord>();
  const resources = new Map<string, Readonly<Record<string, string>>>();
  const looked: string[] = [];
  const listed: PipelineQuery[] = [];
  const created: { definition: Definition; clientToken: string }[] = [];
  const changed: Change[] = [];
  const at = (name: string): PipelineRecord => {
    const record = pipelines.get(name);
    if (record === undefined) throw new NotFound('There is no pipeline with this name.');
    return record;
  };
  return {
    created,
    changed,
    pipelines,
    resources,
    looked,
    listed,
    async createPipeline(definition: Definition, { clientToken }: WriteOptions) {
      const arn = `arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/${normaliseName(definition.name)}`;
      created.push({ definition, clientToken });
      const times = { dateCreated: createdAt, dateUpdated: createdAt };
      pipelines.set(normaliseName(definition.name), { ...recordOf(definition, arn), platform: 'Linux', ...times });
      return { arn };
    },
    async getPipeline(name) {
      return at(name);
    },
    /** A full replace: what is left out goes back to its default, and the count of failures starts anew. */
    async updatePipeline(name, { tags: _, ...definition }, { clientToken }) {
      const { arn, name: displayName, platform, dateCreated, tags } = at(name);
      changed.push({ operation: 'update', definition, clientToken });
      const settings = recordOf({ ...definition, name: displayName }, arn);
      pipelines.set(name, { ...settings, platform, dateCreated, dateUpdated: createdAt, tags });
    },
    async deletePipeline(name) {
      at(name);
      changed.push({ operation: 'delete' });
      pipelines.delete(name);
    },
    async tagPipeline(name, tags) {
      const record = at(name);
      changed.push({ operation: 'tag', tags });
      pipelines.set(name, { ...record, tags: { ...record.tags, ...tags } });
    },
    async untagPipeline(name, keys) {
      const record = at(name);
      changed.push({ operation: 'untag', keys });
      const kept = Object.entries(record.tags ?? {}).filter(([key]) => !keys.includes(key));
      pipelines.set(name, { ...record, tags: Object.fromEntries(kept) });
    },
    async tagsOfReference({ arn }) {
      looked.push(arn);
      return resources.get(arn) ?? {};
    },
    async listPipelines(query) {
      listed.push(query);
      return pageOf(pipelines, query);
    },
    ...replaced,
  };
}

/** In the order of names; a token is the last name of its page, so that records may come and go between two pages. */
function pageOf(pipelines: ReadonlyMap<string, PipelineRecord>, { name, status, maxResults, nextToken }: PipelineQuery) {
  if (nextToken !== undefined && !nextToken.startsWith('after ')) throw new MalformedRequest('The service has no such page.');
  const after = nextToken?.slice('after '.length) ?? '';
  const rest = [...pipelines]
    .filter(([key, record]) => key > after && name === (name && record.name) && status === (status && record.status))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const page = rest.slice(0, maxResults);
  const records = page.map(([, record]) => record);
  return rest.length === page.length ? { records } : { records, nextToken: `after ${page.at(-1)?.[0]}` };
}
