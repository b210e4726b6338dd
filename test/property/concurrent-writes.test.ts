import fc, { type Scheduler } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { etagOf } from '../../lib/http/etag.ts';
import { preconditionsOf } from '../../lib/http/preconditions.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import type { Definition } from '../../lib/pipeline/definition/definition.ts';
import { patchPipeline } from '../../lib/pipeline/patch.ts';
import { replacePipeline } from '../../lib/pipeline/replace.ts';
import type { ImageBuilder } from '../../lib/pipeline/stored/image-builder.ts';
import { definitionOf } from '../../lib/pipeline/stored/record.ts';
import type { WriteRequest } from '../../lib/pipeline/writing/write-request.ts';
import { ApiError } from '../../lib/problem/api-error.ts';
import { AlreadyExists } from '../../lib/problem/errors.ts';
import { fakeImageBuilder } from '../support/image-builder-fake.ts';
import { testRuntime } from '../support/runtime.ts';

// What is guaranteed between two writers that name the same entity tag: a write that is reported as done was made on exactly the
// pipeline that its caller had read, unless another write began between this write's own read and its last call. The service has
// no compare-and-set, so nothing can close that gap; these properties hold everything but it.

const name = 'web-base';
const caller: Caller = {
  subject: 'arn:aws:iam::111122223333:role/web-ci',
  kind: 'iam',
  team: 'web',
  scopes: ['read', 'write', 'execute'],
  claims: {},
};
const signal = new AbortController().signal;
const base: Definition = {
  name: 'Web Base',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
  status: 'ENABLED',
  enhancedImageMetadataEnabled: true,
  imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
  tags: { team: 'web' },
};

/** One call at Image Builder, in the order in which they took effect. */
interface Event {
  readonly writer: string;
  readonly kind: 'read' | 'write';
}

/** An Image Builder whose calls take effect, one by one, in the order that the scheduler chooses. */
function contended(scheduler: Scheduler) {
  const service = fakeImageBuilder();
  const events: Event[] = [];
  const { createPipeline } = service;
  service.createPipeline = async (definition, options) => {
    if (service.pipelines.has(name)) throw new AlreadyExists('Taken.');
    return createPipeline(definition, options);
  };

  function seenBy(writer: string): ImageBuilder {
    const slow =
      <Arguments extends unknown[], Answer>(kind: Event['kind'], operation: (...call: Arguments) => Promise<Answer>) =>
      async (...call: Arguments) => {
        await scheduler.schedule(Promise.resolve(), `${writer} ${kind}s`);
        events.push({ writer, kind });
        return operation(...call);
      };
    return {
      ...service,
      getPipeline: slow('read', service.getPipeline),
      createPipeline: slow('write', service.createPipeline),
      updatePipeline: slow('write', service.updatePipeline),
      tagPipeline: slow('write', service.tagPipeline),
      untagPipeline: slow('write', service.untagPipeline),
    };
  }

  return { service, events, seenBy };
}

type Write = (request: WriteRequest, ports: Parameters<typeof replacePipeline>[1]) => ReturnType<typeof replacePipeline>;

/** Carries out writes side by side; gives the status that each is answered with. */
async function together(
  scheduler: Scheduler,
  seenBy: (writer: string) => ImageBuilder,
  writers: Readonly<Record<string, { readonly write: Write; readonly body: unknown; readonly headers: Record<string, string> }>>,
): Promise<Record<string, number>> {
  const answers = Object.entries(writers).map(async ([writer, { write, body, headers }]) => {
    const guard = preconditionsOf(headers);
    const request = { name, body, caller, signal, guard, clientToken: writer, updateToken: 'u' };
    try {
      await write(request, { ...testRuntime(), imageBuilder: seenBy(writer) });
      return [writer, 200] as const;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return [writer, error.status] as const;
    }
  });
  return Object.fromEntries(await scheduler.waitFor(Promise.all(answers)));
}

const firstOf = (events: readonly Event[], writer: string, kind: Event['kind']) =>
  events.findIndex((event) => event.writer === writer && event.kind === kind);

describe('two writers with If-Match', () => {
  it('lose no update that was reported as done, unless both had read before either wrote', async () => {
    const settings = fc.record({ description: fc.constantFrom('one', 'two'), status: fc.constantFrom('ENABLED', 'DISABLED') });
    const tags = fc.constantFrom({ team: 'web' }, { team: 'web', more: '1' }, { team: 'web', other: '2' });
    const body = fc.tuple(settings, tags).map(([members, own]) => ({ ...base, ...members, tags: own }));
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), body, body, async (scheduler, ofA, ofB) => {
        const { service, events, seenBy } = contended(scheduler);
        await service.createPipeline(base, { clientToken: 't', signal });
        const headers = { 'if-match': etagOf(definitionOf(await service.getPipeline(name, { signal }))) };
        const statuses = await together(scheduler, seenBy, {
          a: { write: replacePipeline, body: ofA, headers },
          b: { write: replacePipeline, body: ofB, headers },
        });
        const held = definitionOf(await service.getPipeline(name, { signal }));
        const done = Object.keys(statuses).filter((writer) => statuses[writer] === 200);
        expect(done.length).toBeGreaterThan(0);
        if (done.length === 1) {
          const [winner, loser] = done[0] === 'a' ? (['a', 'b'] as const) : (['b', 'a'] as const);
          expect(statuses[loser]).toBe(412);
          expect(firstOf(events, loser, 'write')).toBe(-1);
          expect(held).toEqual(winner === 'a' ? ofA : ofB);
        } else {
          expect(firstOf(events, 'a', 'read')).toBeLessThan(firstOf(events, 'b', 'write'));
          expect(firstOf(events, 'b', 'read')).toBeLessThan(firstOf(events, 'a', 'write'));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('whose writes do not overlap are never both done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { service, seenBy } = contended(scheduler);
        await service.createPipeline(base, { clientToken: 't', signal });
        const headers = { 'if-match': etagOf(definitionOf(await service.getPipeline(name, { signal }))) };
        const first = await together(scheduler, seenBy, { a: { write: patchPipeline, body: { description: 'one' }, headers } });
        const second = await together(scheduler, seenBy, { b: { write: patchPipeline, body: { description: 'two' }, headers } });
        expect([first['a'], second['b']]).toEqual([200, 412]);
        expect(definitionOf(await service.getPipeline(name, { signal })).description).toBe('one');
      }),
      { numRuns: 10 },
    );
  });

  it('of settings leave the one or the other whole, and never a mixture', async () => {
    const one = { ...base, description: 'one', status: 'DISABLED' };
    const two = { ...base, description: 'two', enhancedImageMetadataEnabled: false };
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { service, events, seenBy } = contended(scheduler);
        await service.createPipeline(base, { clientToken: 't', signal });
        await together(scheduler, seenBy, {
          one: { write: replacePipeline, body: one, headers: {} },
          two: { write: replacePipeline, body: two, headers: {} },
        });
        const last = events.findLast(({ kind }) => kind === 'write')?.writer;
        expect(definitionOf(await service.getPipeline(name, { signal }))).toEqual(last === 'one' ? one : two);
      }),
      { numRuns: 50 },
    );
  });
});

describe('two writers that create only', () => {
  it('create one pipeline, and one of them is told that it came too late', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { service, seenBy } = contended(scheduler);
        const headers = { 'if-none-match': '*' };
        const statuses = await together(scheduler, seenBy, {
          a: { write: replacePipeline, body: { ...base, description: 'a' }, headers },
          b: { write: replacePipeline, body: { ...base, description: 'b' }, headers },
        });
        expect(Object.values(statuses).sort()).toEqual([200, 412]);
        const winner = statuses['a'] === 200 ? 'a' : 'b';
        expect(definitionOf(await service.getPipeline(name, { signal })).description).toBe(winner);
      }),
      { numRuns: 50 },
    );
  });
});
