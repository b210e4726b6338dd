import type { OperationId } from '../../lib/service/routes.ts';
import { arnOf, compliant } from '../support/pipelines.ts';
import type { Ask, House } from './house.ts';

/** Names of what a write does, one for each of its changing calls. */
export type Effect = 'create' | 'delete' | 'start' | 'cancel' | 'add-tags' | 'update-settings' | 'remove-tags';

/** A write that the campaign tries. */
export interface Write {
  readonly operation: OperationId;
  /** What it does, in order, by the call of Image Builder that does it. */
  readonly effects: readonly { readonly effect: Effect; readonly call: string }[];
  /** Makes what it needs, and gives what is sent for a pipeline of this name. */
  readonly prepare: (name: string, house: House) => Promise<Ask>;
  /** What of it has been done. */
  readonly done: (name: string, house: House) => Promise<readonly Effect[]>;
  /** The status of its success. */
  readonly success: number;
  /** Whether a repeat without a key is another request: a second run, or a creation that finds itself. */
  readonly needsKey: boolean;
}

const definitionOf = (name: string, more: object = {}) => ({ ...compliant, name, ...more });

/** Makes a pipeline past imagegate. */
export async function make(name: string, house: House, more: object = {}): Promise<void> {
  await house.direct('PUT', 'CreateImagePipeline', { ...definitionOf(name, more), clientToken: `made-${name}-${Math.random()}` });
}

const { 'data-class': _, ...others } = { ...compliant.tags };
const changed = { description: 'Changed', tags: { ...others, fresh: '1' } };

async function changesOf(name: string, house: House): Promise<readonly Effect[]> {
  const { description, tags = {} } = (await house.held(name)) ?? {};
  return [
    ...(tags['fresh'] === '1' ? (['add-tags'] as const) : []),
    ...(description === 'Changed' ? (['update-settings'] as const) : []),
    ...(Object.hasOwn(tags, 'data-class') ? [] : (['remove-tags'] as const)),
  ];
}

const change = {
  effects: [
    { effect: 'add-tags', call: 'TagResource' },
    { effect: 'update-settings', call: 'UpdateImagePipeline' },
    { effect: 'remove-tags', call: 'UntagResource' },
  ],
  done: changesOf,
  success: 200,
  needsKey: false,
} as const satisfies Partial<Write>;

const creation = {
  effects: [{ effect: 'create', call: 'CreateImagePipeline' }],
  done: async (name, house) => ((await house.held(name)) === undefined ? [] : ['create']),
  success: 201,
} as const satisfies Partial<Write>;

export const writes: Readonly<Record<string, Write>> = {
  'a POST that creates': {
    ...creation,
    operation: 'createPipeline',
    prepare: async (name) => ({ body: definitionOf(name) }),
    needsKey: true,
  },
  'a PUT that creates': {
    ...creation,
    operation: 'replacePipeline',
    prepare: async (name) => ({ name, body: definitionOf(name) }),
    needsKey: false,
  },
  'a PUT that replaces': {
    ...change,
    operation: 'replacePipeline',
    async prepare(name, house) {
      await make(name, house);
      return { name, body: definitionOf(name, changed) };
    },
  },
  'a PATCH': {
    ...change,
    operation: 'patchPipeline',
    async prepare(name, house) {
      await make(name, house);
      return { name, body: { description: 'Changed', tags: { fresh: '1', 'data-class': null } } };
    },
  },
  'a DELETE': {
    operation: 'deletePipeline',
    effects: [{ effect: 'delete', call: 'DeleteImagePipeline' }],
    async prepare(name, house) {
      await make(name, house);
      return { name };
    },
    done: async (name, house) => ((await house.held(name)) === undefined ? ['delete'] : []),
    success: 204,
    needsKey: false,
  },
  'a start': {
    operation: 'startExecution',
    effects: [{ effect: 'start', call: 'StartImagePipelineExecution' }],
    async prepare(name, house) {
      await make(name, house);
      return { name, body: { tags: { reason: 'campaign' } } };
    },
    done: async (name, house) => (await house.runsOf(name)).map(() => 'start'),
    success: 202,
    needsKey: true,
  },
  'a cancellation': {
    operation: 'cancelExecution',
    effects: [{ effect: 'cancel', call: 'CancelImageCreation' }],
    async prepare(name, house) {
      await make(name, house);
      const body = { imagePipelineArn: arnOf('image-pipeline', name), clientToken: `run-${name}-${Math.random()}` };
      const { imageBuildVersionArn } = await house.direct('PUT', 'StartImagePipelineExecution', body);
      const [recipe = '', version = '', build = ''] = String(imageBuildVersionArn).split(':image/').at(-1)?.split('/') ?? [];
      return { name, id: `${recipe}-${version}-${build}` };
    },
    done: async (name, house) => ((await house.runsOf(name)).includes('CANCELLED') ? ['cancel'] : []),
    success: 202,
    needsKey: false,
  },
};
