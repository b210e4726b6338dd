import { describe, expect, it } from 'vitest';
import type { Who } from '../../support/neighbours.ts';
import { house, problem, starter } from './starting.ts';

const sound = { 'cost-center': 'CC-1234', stage: 'beta' };

describe('the image of an execution', () => {
  it.each<[string, Record<string, string> | undefined, Record<string, string> | undefined, Record<string, string>]>([
    ['whose the pipeline is, where nothing else is said', undefined, undefined, {}],
    ['what the pipeline has for its images', sound, undefined, sound],
    ['what the start has', undefined, { reason: 'patch' }, { reason: 'patch' }],
    ['what the start has, over what the pipeline has', { a: '1', b: '2' }, { b: '3', c: '4' }, { a: '1', b: '3', c: '4' }],
    ['the owner, though imageTags have another', { team: 'payments' }, undefined, {}],
    ['the owner, where the start names it', undefined, { team: 'web' }, {}],
    ['keys that mean something to the language', { constructor: 'a' }, { toString: 'b' }, { constructor: 'a', toString: 'b' }],
  ])('bears %s', async (_, imageTags, given, expected) => {
    const { start, imageTags: borne, calls } = house([], { imageTags });
    const { status, json } = await start(given);
    expect([status, json.tags]).toEqual([202, { team: 'web', ...expected, ...starter('web') }]);
    expect(borne()).toEqual(json.tags);
    expect(calls.map((call) => call.split(' ')[0])).toEqual(['getPipeline', 'startExecution', 'getExecution']);
  });

  it.each<[string, Who, Record<string, unknown>, string, string]>([
    ['of the owner', 'web', { team: 'web' }, 'payments', 'no such tag, or "web"'],
    ['of an admin', 'platform', { team: 'web' }, 'payments', 'no such tag, or "web"'],
    ['of an admin, of a pipeline without one', 'platform', {}, 'payments', 'no such tag'],
    ['with another case', 'web', { team: 'web' }, 'WEB', 'no such tag, or "web"'],
  ])('bears no other owner than its pipeline, at the wish %s', async (_, who, tags, named, expected) => {
    const { start, dryRun, images } = house([], { tags });
    const before = images.size;
    for (const ask of [start, dryRun]) {
      expect(await ask({ team: named }, who)).toMatchObject({
        status: 403,
        json: { type: problem('forbidden'), errors: [{ pointer: '/tags/team', code: 'other-owner', expected }] },
      });
    }
    expect(images.size).toBe(before);
  });

  it.each<[string, number, number, number]>([
    ['49 together', 30, 18, 202],
    ['50 together', 30, 19, 422],
    ['50 in imageTags alone', 50, 0, 422],
  ])('has room for the tag of imagegate, with %s', async (_, own, given, status) => {
    const many = (prefix: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (__, index) => [`${prefix}${index}`, 'v']));
    const { start, dryRun, calls } = house([], { imageTags: many('a', own) });
    const errors = [{ pointer: '/tags', code: 'too-many', detail: expect.stringContaining(`${own} of them from the imageTags`) }];
    const answer = await start(many('b', given));
    expect(answer.status).toBe(status);
    if (status === 202) return;
    expect(answer.json).toMatchObject({ type: problem('validation-failed'), errors });
    expect(calls.map((call) => call.split(' ')[0])).toEqual(['getPipeline']);
    expect((await dryRun(many('b', given))).json).toMatchObject({ decision: 'invalid', errors });
  });
});
