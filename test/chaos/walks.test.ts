import { describe, expect, it } from 'vitest';
import { normaliseName } from '../../lib/pipeline/definition/name.ts';
import { compliant } from '../support/pipelines.ts';
import { type Door, encodedArnOf, useHouse } from './house.ts';
import { chance, isWhole, seed, shareName } from './share.ts';
import { make } from './writes.ts';

// Walks through the list while pipelines come and go between its pages, and at its seams on purpose: whoever stays is met once,
// with every filter and every size of a page.

const house = useHouse();

type Query = Readonly<Record<string, readonly string[]>>;

const filters: readonly Query[] = [
  {},
  { team: ['web'] },
  { compliance: ['compliant'] },
  { name: ['walk-*5*'] },
  { status: ['enabled'], team: ['web'] },
];

const isMeant = (name: string, filter: Query) => filter['name'] === undefined || name.includes('5');

interface Page {
  readonly items: readonly { readonly name: string }[];
  readonly nextPageToken: string | null;
}

async function pageOf(door: Door, query: Query): Promise<Page> {
  const { status, json } = await door.ask('listPipelines', { query });
  expect([status, json]).toEqual([200, json]);
  return json as unknown as Page;
}

const isThere = new Map<string, boolean>();

/** Puts a pipeline there, or takes it away. */
async function turn(name: string): Promise<void> {
  if (isThere.get(name) === true) await house().direct('DELETE', `DeleteImagePipeline?imagePipelineArn=${encodedArnOf(name)}`);
  else await make(name, house(), { tags: { ...compliant.tags, team: 'web' } });
  isThere.set(name, isThere.get(name) !== true);
}

const numbered = (index: number) => `walk-${String(index).padStart(4, '0')}`;

const size = isWhole ? 1_000 : 120;
const staying = Array.from({ length: size }, (_, index) => numbered(index * 2));
const passing = Array.from({ length: size }, (_, index) => numbered(index * 2 + 1));

const random = chance(seed);
const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[Math.floor(random() * items.length)] ?? items[0];
const anyPassing = () => numbered(1 + 2 * Math.floor(random() * size));

/** At the seam behind a page, on both its sides, at the start of the list, and anywhere. */
async function churn(last: string): Promise<void> {
  const seam = Number(last.slice('walk-'.length));
  for (const name of [numbered(seam), numbered(seam - 1), numbered(seam + 1), numbered(1), anyPassing(), anyPassing()])
    if (passing.includes(name) && random() < 0.7) await turn(name);
}

/** The names that a walk meets, in order. */
async function walkThrough(door: Door, filter: Query, pageSize: number): Promise<readonly string[]> {
  const met: string[] = [];
  let token: string | null = null;
  do {
    const from: Query = token === null ? {} : { pageToken: [token] };
    const page: Page = await pageOf(door, { ...filter, pageSize: [String(pageSize)], ...from });
    met.push(...page.items.map(({ name }) => normaliseName(name)));
    token = page.nextPageToken;
    await churn(met.at(-1) ?? numbered(0));
  } while (token !== null);
  return met;
}

describe(`walks through a list that changes: ${shareName}`, () => {
  it('meet once whoever stays', async () => {
    for (const name of staying) await make(name, house());
    for (const name of passing.slice(0, size / 2)) await turn(name);
    const door = await house().openDoor();
    const wrong: string[] = [];
    for (let walk = 0; walk < (isWhole ? 100 : 20); walk++) {
      const filter = filters[walk % filters.length] ?? {};
      // Of a long list no page has fewer than a fortieth.
      const pageSize = Math.max(pick([1, 3, 7, 25, 100]), size / 40);
      const met = await walkThrough(door, filter, pageSize);
      const times = (name: string) => met.filter((each) => each === name).length;
      const missed = staying.filter((name) => times(name) !== (isMeant(name, filter) ? 1 : 0));
      wrong.push(...missed.map((name) => `${JSON.stringify(filter)} by ${pageSize}: ${name} ${times(name)} times`));
    }
    await door.close();
    expect(wrong).toEqual([]);
  }, 600_000);
});
