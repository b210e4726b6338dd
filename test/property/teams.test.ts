import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../lib/service/routes.ts';
import { type Ask, type Neighbours, neighbours } from '../support/neighbours.ts';

const minimal = {
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
};
const headers = fc.constantFrom<Record<string, string>>(
  {},
  { 'If-Match': '*' },
  { 'If-None-Match': '*' },
  { 'Idempotency-Key': 'k' },
);
const names = ['Own', 'Theirs', 'Nobodys', 'Fresh'];

function held(reading: 'shared' | 'own'): Neighbours {
  const house = neighbours({ reading });
  house.hold({ ...minimal, name: 'Own', tags: { team: 'web' } });
  house.hold({ ...minimal, name: 'Theirs', description: 'As it was', tags: { team: 'payments', more: 'Tulip' } });
  house.hold({ ...minimal, name: 'Nobodys', tags: { team: 'Web' } });
  return house;
}

/** All that is not team `web`'s: pipelines by what their tag says, and the runs of the pipelines that were there. */
const others = ({ pipelines, images }: Neighbours) =>
  structuredClone({
    pipelines: [...pipelines].filter(([, { tags }]) => tags?.['team'] !== 'web'),
    images: [...images].filter(([, { sourcePipelineArn }]) => /\/(?:theirs|nobodys)$/.test(sourcePipelineArn ?? '')),
  });

const name = fc.constantFrom(...names);
const address = name.map((each) => each.toLowerCase());
const anyTags = fc.dictionary(
  fc.constantFrom('team', 'Team', 'more'),
  fc.constantFrom('web', 'payments', 'platform', 'Web', '', '{team}'),
);
const tags = fc.oneof(anyTags, fc.constant({ team: 'web' }));
const status = fc.constantFrom('ENABLED', 'DISABLED');
const definition = fc.record({ name, tags, status }).map((members) => ({ ...minimal, ...members }));
const replacement = definition.chain((body) =>
  fc.record({ name: fc.oneof(address, fc.constant(body.name.toLowerCase())), body: fc.constant(body), headers }),
);
const patch = fc.record(
  { tags: fc.oneof(tags, fc.constant(null), fc.constant({ team: null })), description: fc.constantFrom('a', 'b', null) },
  { requiredKeys: [] },
);
const id = fc.constantFrom('web-1.4.0-1', 'web-1.4.0-2', 'web-1.4.0-3', 'web-1.4.0-4');
const step = fc.oneof(
  fc.tuple(fc.constant<OperationId>('createPipeline'), fc.record({ body: definition, headers })),
  fc.tuple(fc.constant<OperationId>('replacePipeline'), replacement),
  fc.tuple(fc.constant<OperationId>('patchPipeline'), fc.record({ name: address, body: patch, headers })),
  fc.tuple(fc.constant<OperationId>('deletePipeline'), fc.record({ name: address, headers })),
  fc.tuple(fc.constant<OperationId>('startExecution'), fc.record({ name: address, body: fc.record({ tags }) })),
  fc.tuple(fc.constant<OperationId>('cancelExecution'), fc.record({ name: address, id })),
  fc.tuple(fc.constant<OperationId>('getExecution'), fc.record({ name: address, id })),
  fc.tuple(
    fc.constant<OperationId>('evaluatePolicy'),
    fc.record({ body: fc.record({ operation: fc.constant('patch'), name: address, definition: patch }) }),
  ),
) as fc.Arbitrary<[OperationId, Ask]>; // records of fast-check do not know which members they share

describe('no sequence of requests', () => {
  it.each(['shared', 'own'] as const)(
    'of one team changes anything of another, or of nobody (reading is %s)',
    async (reading) => {
      let done = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
          const house = held(reading);
          const before = others(house);
          for (const [operation, asked] of steps) {
            const { status } = await house.ask('web', operation, asked);
            expect(status).toBeLessThan(500);
            if (status < 300) done += 1;
          }
          expect(others(house)).toEqual(before);
        }),
        { numRuns: 300 },
      );
      // What is always refused would prove nothing.
      expect(done).toBeGreaterThan(100);
    },
  );

  it('of one team shows it anything of another where reading is not shared', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const house = held('own');
        for (const [operation, asked] of steps) {
          expect(JSON.stringify(await house.ask('web', operation, asked))).not.toMatch(/As it was|Tulip/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
