import { describe, expect, it } from 'vitest';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { minimal } from './sound.ts';

const name = 'web-base';

/** A pipeline with settings that are younger than this code. */
async function holding() {
  const api = pipelineApi();
  await api.create(minimal);
  const record = api.imageBuilder.pipelines.get(name);
  if (record !== undefined) api.imageBuilder.pipelines.set(name, { ...record, beyond: ['/moonPhase', '/schedule/jitter'] });
  return api;
}

const errors = [
  { pointer: '/moonPhase', code: 'unknown-setting', origin: 'existing' },
  { pointer: '/schedule/jitter', code: 'unknown-setting', origin: 'existing' },
];

describe('a pipeline with settings that this version does not know', () => {
  it('keeps them: a write that would lose them is refused, and names them', async () => {
    const api = await holding();
    for (const answer of [
      await api.put(name, { ...minimal, description: 'Other' }),
      await api.patch(name, { description: 'Other' }),
      await api.patch(name, { status: 'DISABLED', tags: { a: 'b' } }),
    ]) {
      expect(answer).toMatchObject({ status: 422, json: { type: 'https://imagegate.dev/problems/validation-failed', errors } });
      expect(answer.json.detail).toContain('/moonPhase');
      expect(answer.json.fix.patch).toEqual([]);
    }
    expect(api.imageBuilder.changed).toEqual([]);
  });

  it('is evaluated so', async () => {
    const api = await holding();
    const changed = { ...minimal, description: 'Other' };
    expect((await api.evaluate({ operation: 'replace', name, definition: changed })).json).toMatchObject({
      decision: 'invalid',
      errors,
    });
    expect((await api.evaluate({ operation: 'replace', name, definition: minimal })).json.decision).toBe('allow');
  });

  it('can be read, tagged and deleted', async () => {
    const api = await holding();
    expect((await api.get(name)).json).not.toHaveProperty('beyond');
    expect((await api.definition(name)).json).not.toHaveProperty('beyond');
    expect((await api.patch(name, { tags: { a: 'b' } })).status).toBe(200);
    expect((await api.put(name, { ...minimal, tags: { a: 'b' } })).headers['x-imagegate-unchanged']).toBe('true');
    expect((await api.remove(name)).status).toBe(204);
  });
});
