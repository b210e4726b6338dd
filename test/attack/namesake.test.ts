import { describe, expect, it } from 'vitest';
import { type Neighbours, neighbours } from '../support/neighbours.ts';

// Team `web` takes the name of a pipeline that team `payments` has deleted.

const minimal = {
  name: 'Vault',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
};
const theirs = { ...minimal, tags: { team: 'payments' } };
const mine = { ...minimal, tags: { team: 'web' } };
const name = 'vault';

const stateOf = ({ pipelines, images }: Neighbours) => structuredClone([...pipelines, ...images]);

describe('a pipeline that took the name of a deleted one', () => {
  const id = 'web-1.4.0-1';
  const began = '2026-11-22T11:58:30.500Z';

  /** A run of team `payments`, whose pipeline is gone, and under its name one of team `web`. */
  async function taken(reading: 'shared' | 'own', dateCreated: string | undefined): Promise<Neighbours> {
    const house = neighbours({ reading });
    expect((await house.ask('payments', 'createPipeline', { body: theirs })).status).toBe(201);
    expect((await house.ask('payments', 'startExecution', { name })).status).toBe(202);
    expect((await house.ask('payments', 'deletePipeline', { name })).status).toBe(204);
    expect((await house.ask('web', 'createPipeline', { body: mine })).status).toBe(201);
    const pipeline = house.pipelines.get(name);
    if (pipeline !== undefined) house.pipelines.set(name, { ...pipeline, dateCreated });
    return house;
  }

  const later = ['2026-11-22T11:58:30.501Z', '2026-11-22T12:58:30.501+01:00', undefined, 'soon'];

  it.each(later)('leaves the runs of that one to admins, as if it were not there: created %s', async (dateCreated) => {
    const house = await taken('own', dateCreated);
    const before = stateOf(house);
    expect((await house.ask('web', 'listExecutions', { name })).json).toEqual({ items: [], nextPageToken: null });
    for (const operation of ['getExecution', 'cancelExecution'] as const) {
      const answers = [];
      for (const asked of [id, 'web-1.4.0-9']) answers.push(await house.ask('web', operation, { name, id: asked }));
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
      expect(answers[0]?.json.detail.replace(id, '')).toBe(answers[1]?.json.detail.replace('web-1.4.0-9', ''));
    }
    expect(stateOf(house)).toEqual(before);
    expect((await house.ask('platform', 'listExecutions', { name })).json.items).toMatchObject([{ id }]);
    expect((await house.ask('platform', 'getExecution', { name, id })).status).toBe(200);
  });

  it.each(later)('stops none of them where everybody reads everything: created %s', async (dateCreated) => {
    const house = await taken('shared', dateCreated);
    const before = stateOf(house);
    expect((await house.ask('web', 'getExecution', { name, id })).status).toBe(200);
    expect((await house.ask('web', 'cancelExecution', { name, id })).status).toBe(403);
    expect((await house.ask('payments', 'cancelExecution', { name, id })).status).toBe(403);
    expect(stateOf(house)).toEqual(before);
  });

  it.each([undefined, '', 'soon'])('has no run of which nobody knows when it began: %j', async (dateCreated) => {
    const house = await taken('own', began);
    for (const [arn, image] of house.images) house.images.set(arn, { ...image, dateCreated });
    expect((await house.ask('web', 'listExecutions', { name })).json.items).toEqual([]);
    expect((await house.ask('web', 'getExecution', { name, id })).status).toBe(404);
    expect((await house.ask('web', 'cancelExecution', { name, id })).status).toBe(404);
  });

  it.each([began, '2026-11-22T11:58:30.499Z'])('has its own runs, from its first moment on: created %s', async (dateCreated) => {
    for (const reading of ['shared', 'own'] as const) {
      const house = await taken(reading, dateCreated);
      await house.ask('web', 'startExecution', { name });
      const own = 'web-1.4.0-2';
      for (const [arn, image] of house.images) house.images.set(arn, { ...image, state: { status: 'BUILDING' } });
      expect((await house.ask('web', 'listExecutions', { name })).json.items).toHaveLength(2);
      expect((await house.ask('web', 'getExecution', { name, id: own })).status).toBe(200);
      expect((await house.ask('web', 'cancelExecution', { name, id: own })).status).toBe(202);
    }
  });

  it('pages over the runs of that one to its own, each once', async () => {
    const house = await taken('own', began);
    const [image] = house.images.values();
    if (image === undefined) throw new TypeError('There is no run.');
    house.images.clear();
    for (let build = 1; build <= 60; build++) {
      const arn = image.arn.replace(/1$/, String(build));
      const dateCreated = build % 3 === 0 || build > 45 ? began : '2026-11-22T11:58:30.499Z';
      house.images.set(arn, { ...image, arn, dateCreated });
    }
    const seen: string[] = [];
    for (let token: string | null | undefined, page = 0; token !== null && page < 60; page++) {
      const query = { pageSize: ['4'], ...(token !== undefined && { pageToken: [token] }) };
      const { json } = await house.ask('web', 'listExecutions', { name, query });
      expect(json.items.length).toBeLessThanOrEqual(4);
      seen.push(...json.items.map((item: { id: string }) => item.id));
      token = json.nextPageToken;
    }
    const own = [...house.images.values()].filter(({ dateCreated }) => dateCreated === began);
    expect(own).toHaveLength(30);
    expect(seen.toSorted()).toEqual(own.map(({ arn }) => `web-1.4.0-${arn.split('/').at(-1)}`).toSorted());
  });
});
