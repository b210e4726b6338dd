import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageToken, upstreamToken } from '../../lib/http/page.ts';
import { listPipelines } from '../../lib/pipeline/list.ts';
import type { PipelineFilter } from '../../lib/pipeline/listing/filter.ts';
import { firstPosition, type ListPosition } from '../../lib/pipeline/listing/filtered-page.ts';
import type { PipelineRecord } from '../../lib/pipeline/stored/image-builder.ts';
import type { PipelineSummary } from '../../lib/pipeline/view/summary.ts';
import { MalformedRequest } from '../../lib/problem/errors.ts';
import { fakeImageBuilder } from '../support/image-builder-fake.ts';
import { testRuntime } from '../support/runtime.ts';

const runtime = testRuntime({ name: 'owners', version: '1', rules: [{ id: 'owner', type: 'tags', require: { owner: {} } }] });
const caller = {
  subject: 'arn:aws:iam::111122223333:role/web-ci',
  kind: 'iam',
  team: 'web',
  scopes: ['read', 'write', 'execute'],
  claims: {},
} as const;

const name = fc.stringMatching(/^[ab][ab_ 0-9]{1,4}[AB01]$/);
const record = fc.record({
  name,
  status: fc.constantFrom('ENABLED', 'DISABLED'),
  tags: fc.dictionary(fc.constantFrom('team', 'owner'), fc.constantFrom('web', 'payments')),
});

const keyOf = (text: string) => text.toLowerCase().replaceAll(/[ _]/g, '-');

const records = fc
  .uniqueArray(record, { selector: (each) => keyOf(each.name), maxLength: 120 })
  .map((all) =>
    all
      .map((each): PipelineRecord => ({ ...each, arn: `arn:aws:imagebuilder:eu-west-1:1:image-pipeline/${keyOf(each.name)}` }))
      .toSorted((left, right) => (left.arn < right.arn ? -1 : 1)),
  );

const filter: fc.Arbitrary<PipelineFilter> = fc.record(
  {
    name: fc.constantFrom('*', 'a*', '*b', '*A?', 'A_*', '?0*'),
    status: fc.constantFrom('enabled', 'disabled'),
    team: fc.constantFrom('web', 'payments', 'nobody'),
    compliance: fc.constantFrom('compliant', 'violating'),
  },
  { requiredKeys: [] },
);

/** The filter in other words: the pattern as a regular expression, the rule as a look at the tag. */
function isWanted({ name: displayed, status, tags = {} }: PipelineRecord, wanted: PipelineFilter): boolean {
  const pattern = keyOf(wanted.name ?? '*')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return (
    new RegExp(`^${pattern}$`).test(keyOf(displayed)) &&
    (wanted.status ?? status?.toLowerCase()) === status?.toLowerCase() &&
    (wanted.team ?? tags['team']) === tags['team'] &&
    [undefined, 'owner' in tags ? 'compliant' : 'violating'].includes(wanted.compliance)
  );
}

function serviceWith(all: readonly PipelineRecord[]) {
  const imageBuilder = fakeImageBuilder();
  for (const each of all) imageBuilder.pipelines.set(keyOf(each.name), each);
  const read = (wanted: PipelineFilter, pageSize: number, position?: ListPosition | null) =>
    listPipelines(
      { filter: wanted, pageSize, position: position ?? undefined, caller, signal: new AbortController().signal },
      { ...runtime, imageBuilder },
    );
  return { imageBuilder, read };
}

describe('the pages of a list', () => {
  it('are, one behind the other, the pipelines that pass, in their order, and cost few calls', async () => {
    await fc.assert(
      fc.asyncProperty(records, filter, fc.integer({ min: 1, max: 100 }), async (all, wanted, pageSize) => {
        const { imageBuilder, read } = serviceWith(all);
        const pages: (readonly PipelineSummary[])[] = [];
        let next: ListPosition | null = firstPosition;
        while (next !== null) {
          const page: Awaited<ReturnType<typeof read>> = await read(wanted, pageSize, next);
          pages.push(page.items);
          next = page.next;
          if (next !== null) expect(page.items).toHaveLength(pageSize);
        }
        const arns = pages.flat().map(({ arn }) => arn);
        expect(arns).toEqual(all.filter((each) => isWanted(each, wanted)).map(({ arn }) => arn));
        expect(imageBuilder.listed.length).toBeLessThanOrEqual(Math.ceil(all.length / 25) + pages.length);
      }),
      { numRuns: 200 },
    );
  });

  it('lose and repeat none that stays, whatever comes and goes between two of them, and wherever', async () => {
    const change = fc.record({ created: record, seed: fc.nat() });
    const number = fc.integer({ min: 0, max: 12 });
    await fc.assert(
      fc.asyncProperty(
        records,
        filter,
        fc.integer({ min: 1, max: 30 }),
        fc.infiniteStream(change),
        fc.infiniteStream(number),
        async (all, wanted, pageSize, changes, numbers) => {
          const { imageBuilder, read } = serviceWith(all);
          const touched = new Set<string>();
          const seen: string[] = [];
          let next: ListPosition | null = firstPosition;
          while (next !== null) {
            const page: Awaited<ReturnType<typeof read>> = await read(wanted, pageSize, next);
            seen.push(...page.items.map(({ arn }) => arn));
            next = page.next;
            const [several = 0] = numbers.take(1);
            for (const { created, seed } of changes.take(several)) disturb(imageBuilder.pipelines, created, seed, touched);
          }
          const lasting = all.filter((each) => isWanted(each, wanted) && !touched.has(each.arn)).map(({ arn }) => arn);
          expect(seen.filter((arn) => !touched.has(arn))).toEqual(lasting);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Deletes one pipeline, or else creates one: in front of another, behind it, or at either end. */
function disturb(
  pipelines: Map<string, PipelineRecord>,
  { name: suffix, ...members }: Pick<PipelineRecord, 'name' | 'status' | 'tags'>,
  seed: number,
  touched: Set<string>,
): void {
  const keys = [...pipelines.keys()];
  const key = keys[seed % keys.length];
  if (seed % 2 === 0 && key !== undefined) {
    touched.add(pipelines.get(key)?.arn ?? '');
    pipelines.delete(key);
    return;
  }
  const created = [`0${suffix}`, `c${suffix}`, `${key ?? ''}-${suffix}`][seed % 3] ?? suffix;
  if (pipelines.has(keyOf(created))) return;
  const arn = `arn:aws:imagebuilder:eu-west-1:1:image-pipeline/${keyOf(created)}`;
  touched.add(arn);
  pipelines.set(keyOf(created), { ...members, name: created, arn });
}

describe('a page token', () => {
  const query = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), { maxKeys: 4 });

  it('gives back what it was made of to its own query, and to no other', () => {
    fc.assert(
      fc.property(query, query, fc.string({ unit: 'binary', maxLength: 300 }), (own, other, upstream) => {
        const token = pageToken(own, upstream);
        expect(upstreamToken({ ...own }, token)).toBe(upstream);
        const entries = (map: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(map).toSorted());
        fc.pre(entries(own) !== entries(other));
        expect(() => upstreamToken(other, token)).toThrow(MalformedRequest);
      }),
    );
  });

  it('that was altered in any way is refused as malformed', () => {
    fc.assert(
      fc.property(
        query,
        fc.string(),
        fc.nat(),
        fc.nat({ max: 5 }),
        fc.string({ maxLength: 5 }),
        (own, upstream, at, cut, put) => {
          const token = pageToken(own, upstream);
          const place = at % (token.length + 1);
          const altered = token.slice(0, place) + put + token.slice(place + cut);
          fc.pre(altered !== token);
          expect(() => upstreamToken(own, altered)).toThrow(MalformedRequest);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that nobody gave is refused as malformed', () => {
    fc.assert(
      fc.property(
        query,
        fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.string({ unit: 'binary', minLength: 9_000 })),
        (own, token) => {
          expect(() => upstreamToken(own, token)).toThrow(MalformedRequest);
        },
      ),
    );
  });
});
