import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromPointer, toPointer, valueAt } from '../../lib/json/pointer.ts';
import { isObject } from '../../lib/json/value.ts';
import { definitionOf } from '../../lib/pipeline/stored/record.ts';
import { AlreadyExists, UpstreamTimeout, UpstreamUnavailable } from '../../lib/problem/errors.ts';
import { type PipelineApi, pipelineApi } from '../support/pipeline-api.ts';
import { placesIn, soundDefinition } from './definition-arbitrary.ts';

const name = 'web-base';

type Json = Readonly<Record<string, unknown>>;

/** Sound definitions of one pipeline, but for tags called `__proto__`, which no body may have. */
const definition = soundDefinition
  .filter((members) => !JSON.stringify(members).includes('"__proto__"'))
  .map((members): Json => ({ ...members, name: 'Web Base' }));

/** Imagegate in front of an Image Builder that refuses a second pipeline of one name. */
function api(): PipelineApi {
  const made = pipelineApi();
  const { createPipeline } = made.imageBuilder;
  made.imageBuilder.createPipeline = async (wanted, options) => {
    if (made.imageBuilder.pipelines.has(name)) throw new AlreadyExists('Taken.');
    return createPipeline(wanted, options);
  };
  return made;
}

/** What Image Builder holds, in request shape; `undefined` when there is no pipeline. */
function held({ imageBuilder }: PipelineApi): Json | undefined {
  const record = imageBuilder.pipelines.get(name);
  return record && definitionOf(record);
}

/** The defaults that Image Builder stores, written down a second time. */
function stored(body: Json): Json {
  const tests = { imageTestsEnabled: true, timeoutMinutes: 720, ...(body['imageTestsConfiguration'] as object) };
  const { schedule } = body;
  const condition = { pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE' };
  return {
    status: 'ENABLED',
    enhancedImageMetadataEnabled: true,
    ...body,
    imageTestsConfiguration: tests,
    ...(schedule === undefined ? {} : { schedule: { ...condition, ...(schedule as object) } }),
  };
}

/** `UTC` and no time zone are one and the same. */
function plain(shown: Json | undefined): Json | undefined {
  if (!isObject(shown?.['schedule']) || shown['schedule']['timezone'] !== 'UTC') return shown;
  const { timezone: _, ...schedule } = shown['schedule'];
  return { ...shown, schedule };
}

const kindOf = (shown: Json) => (shown['imageRecipeArn'] === undefined ? 'container' : 'image');

/** Every value by its pointer; lists are values. */
function leaves(value: unknown, pointer = ''): ReadonlyMap<string, string> {
  if (!isObject(value)) return new Map([[pointer, JSON.stringify(value)]]);
  return new Map(Object.entries(value).flatMap(([member, each]) => [...leaves(each, pointer + toPointer([member]))]));
}

/** The pointers at which two documents differ. */
function changed(before: unknown, after: unknown): string[] {
  const [was, is] = [leaves(before), leaves(after)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((pointer) => was.get(pointer) !== is.get(pointer));
}

type Step =
  | { readonly does: 'create'; readonly body: Json }
  | { readonly does: 'put'; readonly body: Json; readonly condition: Condition }
  | { readonly does: 'patch'; readonly member: 'name' | 'description'; readonly text: string; readonly condition: Condition }
  | { readonly does: 'delete'; readonly condition: Condition }
  | { readonly does: 'edit outside'; readonly body: Json };

type Condition = 'none' | 'fresh' | 'stale' | 'create only';

const condition = fc.constantFrom<Condition>('none', 'none', 'fresh', 'stale', 'create only');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('create' as const), body: definition }),
  fc.record({ does: fc.constant('put' as const), body: definition, condition }),
  fc.record({
    does: fc.constant('patch' as const),
    member: fc.constantFrom('name' as const, 'description' as const),
    text: fc.stringMatching(/^[a-z]{1,5}$/),
    condition,
  }),
  fc.record({ does: fc.constant('delete' as const), condition }),
  fc.record({ does: fc.constant('edit outside' as const), body: definition }),
);

async function headersFor(wanted: Condition, gate: PipelineApi): Promise<Record<string, string>> {
  if (wanted === 'fresh') return { 'If-Match': (await gate.get(name)).etag || '"none"' };
  if (wanted === 'stale') return { 'If-Match': '"stale"' };
  return wanted === 'create only' ? { 'If-None-Match': '*' } : {};
}

/** Whether a condition holds where there is a pipeline, and where there is none. */
function holds(wanted: Condition, model: Json | undefined): boolean {
  return wanted === 'none' || (model === undefined ? wanted === 'create only' : wanted === 'fresh');
}

interface Outcome {
  readonly status: number;
  readonly model: Json | undefined;
}

/** What a step has to be answered with, and what there has to be afterwards. */
function expected(taken: Step, model: Json | undefined): Outcome {
  if (taken.does === 'edit outside') return { status: 0, model: model && { ...stored(taken.body) } };
  if (taken.does === 'create') return model === undefined ? { status: 201, model: stored(taken.body) } : { status: 409, model };
  if (!holds(taken.condition, model)) {
    const isMissing = model === undefined && taken.does !== 'put' && taken.condition === 'none';
    return { status: isMissing ? 404 : 412, model };
  }
  if (taken.does === 'put') return put(taken.body, model);
  if (model === undefined) return { status: 404, model };
  if (taken.does === 'delete') return { status: 204, model: undefined };
  if (taken.member === 'name') return { status: 422, model };
  return { status: 200, model: { ...model, description: taken.text } };
}

function put(body: Json, model: Json | undefined): Outcome {
  if (model === undefined) return { status: 201, model: stored(body) };
  if (kindOf(body) !== kindOf(model)) return { status: 422, model };
  return { status: 200, model: stored({ status: model['status'], ...body }) };
}

async function take(taken: Step, gate: PipelineApi) {
  if (taken.does === 'edit outside') {
    const record = gate.imageBuilder.pipelines.get(name);
    if (record !== undefined)
      gate.imageBuilder.pipelines.set(name, { arn: record.arn, name: record.name, ...stored(taken.body) });
    return { status: 0, etag: '', json: null };
  }
  if (taken.does === 'create') return gate.create(taken.body);
  const headers = await headersFor(taken.condition, gate);
  if (taken.does === 'put') return gate.put(name, taken.body, headers);
  if (taken.does === 'delete') return gate.remove(name, headers);
  return gate.patch(name, { [taken.member]: taken.text }, headers);
}

/** What is shown is what Image Builder holds, under the entity tag that the write was answered with. */
async function expectShown(gate: PipelineApi, answer: { readonly status: number; readonly etag: string }): Promise<void> {
  const shown = await gate.definition(name);
  const present = held(gate);
  expect(shown.status).toBe(present === undefined ? 404 : 200);
  if (present !== undefined) expect(shown.json).toEqual(present);
  if (answer.status === 200 || answer.status === 201) expect(answer.etag).toBe(shown.etag);
}

describe('any sequence of writes', () => {
  it('is answered as a small model says, and leaves at Image Builder what was answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const gate = api();
        let model: Json | undefined;
        for (const taken of steps) {
          const outcome = expected(taken, model);
          const answer = await take(taken, gate);
          expect(answer.status).toBe(outcome.status);
          model = outcome.model;
          expect(plain(held(gate))).toEqual(plain(model));
          await expectShown(gate, answer);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a PUT', () => {
  it('of what `definition` returned changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(definition, async (body) => {
        const gate = api();
        await gate.create(body);
        const { json, etag } = await gate.definition(name);
        const answer = await gate.put(name, json, { 'If-Match': etag });
        expect(answer).toMatchObject({ status: 200, headers: { 'x-imagegate-unchanged': 'true' }, json: { advisories: [] } });
        expect(gate.imageBuilder.changed).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('mentions everything that it drops or resets, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(definition, definition, async (first, second) => {
        fc.pre(kindOf(first) === kindOf(second));
        const gate = api();
        await gate.create(first);
        const before = plain((await gate.definition(name)).json);
        const { json } = await gate.put(name, second);
        const after = plain((await gate.definition(name)).json);
        const told: string[] = json.advisories
          .filter(({ code }: { code: string }) => code !== 'kept')
          .map(({ pointer }: { pointer: string }) => pointer);
        const unsaid = changed(before, after).filter(
          (pointer) => valueAt(before, pointer) !== undefined && valueAt(second, pointer) === undefined,
        );
        const isTold = (pointer: string) => told.some((each) => pointer === each || pointer.startsWith(`${each}/`));
        const zone = '/schedule/timezone';
        expect(unsaid.filter((pointer) => !isTold(pointer))).toEqual([]);
        for (const pointer of told.filter((each) => each !== zone)) expect(valueAt(second, pointer)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('that fails at any step, before or after it took effect, is completed by the same PUT', async () => {
    const fault = fc.record({ at: fc.nat({ max: 4 }), tookEffect: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(definition, definition, fault, async (first, second, { at, tookEffect }) => {
        fc.pre(kindOf(first) === kindOf(second));
        const gate = api();
        await gate.create(first);
        const mended = failing(gate, at, tookEffect);
        const failed = await gate.put(name, second);
        const ofFirstStep = tookEffect ? 504 : 503;
        // With fewer steps than that, none fails.
        expect([200, at === 0 ? ofFirstStep : 502]).toContain(failed.status);
        if (failed.status === 502) expect(failed.json.applied).toHaveLength(at);
        mended();
        expect((await gate.put(name, second)).status).toBe(200);
        expect(plain(held(gate))).toEqual(plain(stored({ status: stored(first)['status'], ...second })));
        expect((await gate.put(name, second)).headers['x-imagegate-unchanged']).toBe('true');
      }),
      { numRuns: 60 },
    );
  });
});

/** Lets the n-th call that changes something fail; gives back what ends it. */
function failing({ imageBuilder }: PipelineApi, at: number, tookEffect: boolean): () => void {
  const { updatePipeline, tagPipeline, untagPipeline } = imageBuilder;
  let calls = 0;
  const faulty =
    <Arguments extends unknown[]>(operation: (...call: Arguments) => Promise<void>) =>
    async (...call: Arguments) => {
      const fails = calls++ === at;
      if (!fails || tookEffect) await operation(...call);
      if (fails) throw tookEffect ? new UpstreamTimeout('Slow.') : new UpstreamUnavailable('Down.', 5);
    };
  Object.assign(imageBuilder, {
    updatePipeline: faulty(updatePipeline),
    tagPipeline: faulty(tagPipeline),
    untagPipeline: faulty(untagPipeline),
  });
  return () => void Object.assign(imageBuilder, { updatePipeline, tagPipeline, untagPipeline });
}

describe('a PATCH', () => {
  /** A pipeline, and a place in it with another value for it. */
  const onePlace = fc.tuple(definition, definition).chain(([before, other]) => {
    const inObjects = (path: readonly string[]) => path[0] !== 'name' && !path.some((segment) => /^\d+$/.test(segment));
    const isLeaf = (path: readonly string[]) => !isObject(valueAt(other, toPointer(path)));
    const hasParent = (path: readonly string[]) => valueAt(before, toPointer(path.slice(0, -1))) !== undefined;
    const keepsKind = (path: readonly string[]) =>
      !/RecipeArn$/.test(path[0] ?? '') || valueAt(before, toPointer(path)) !== undefined;
    const places = placesIn(other).filter((path) => inObjects(path) && isLeaf(path) && hasParent(path) && keepsKind(path));
    return fc.record({ before: fc.constant(before), other: fc.constant(other), path: fc.constantFrom(...places) });
  });

  /** The patch that has one value. */
  const patchAt = (path: readonly string[], value: unknown): unknown =>
    path.reduceRight<unknown>((inner, segment) => Object.fromEntries([[segment, inner]]), value);

  it('of one member changes one member', async () => {
    await fc.assert(
      fc.asyncProperty(onePlace, async ({ before, other, path }) => {
        const gate = api();
        await gate.create(before);
        const was = (await gate.definition(name)).json;
        const value = valueAt(other, toPointer(path));
        expect((await gate.patch(name, patchAt(path, value))).status).toBe(200);
        const is = (await gate.definition(name)).json;
        expect(changed(was, is).filter((pointer) => pointer !== toPointer(path))).toEqual([]);
        expect(valueAt(plain(is), toPointer(path)) ?? 'UTC').toEqual(valueAt(plain(other), toPointer(path)) ?? 'UTC');
      }),
      { numRuns: 100 },
    );
  });

  it('that removes one member removes it, or puts its default there, and leaves all else', async () => {
    const removable = definition.chain((before) => {
      const isKept = ([first = '']: readonly string[]) => /^(?:name|status|infrastructure.*|.*RecipeArn)$/.test(first);
      const places = placesIn(before).filter((path) => path.length === 1 && !isKept(path));
      return fc.record({ before: fc.constant(before), path: fc.constantFrom(['description'], ...places) });
    });
    await fc.assert(
      fc.asyncProperty(removable, async ({ before, path }) => {
        const gate = api();
        await gate.create(before);
        const was = (await gate.definition(name)).json;
        expect((await gate.patch(name, patchAt(path, null))).status).toBe(200);
        const is = (await gate.definition(name)).json;
        const [member = ''] = path;
        expect(changed(was, is).filter((pointer) => fromPointer(pointer)[0] !== member)).toEqual([]);
        const { [member]: _, ...rest } = was;
        expect(is).toEqual(stored(rest));
      }),
      { numRuns: 60 },
    );
  });
});
