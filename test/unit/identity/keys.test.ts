import { describe, expect, it } from 'vitest';
import { IssuerUnavailable, type KeySet } from '../../../lib/identity/key-source.ts';
import { createKeys } from '../../../lib/identity/keys.ts';

const issuer = 'https://issuer.example';
const minutes = (count: number) => count * 60_000;

/** Keys of an issuer that a test can change, on a clock that it moves. */
function keysOf(...kids: readonly string[]) {
  const world = { now: 0, kids: [...kids], isReachable: true, fetches: 0 };
  const fetchKeys = async (): Promise<KeySet> => {
    world.fetches++;
    if (!world.isReachable) throw new IssuerUnavailable('out of reach');
    return { keys: world.kids.map((kid) => ({ kty: 'EC', kid })) };
  };
  return { world, keys: createKeys({ fetchKeys, timer: () => world.now }) };
}

describe('the keys of issuers', () => {
  it('are fetched for the first token, and not for the next', async () => {
    const { world, keys } = keysOf('a');
    expect(await keys.find(issuer, 'a')).toMatchObject({ kid: 'a' });
    world.now = minutes(9);
    expect(await keys.find(issuer, 'a')).toMatchObject({ kid: 'a' });
    expect(world.fetches).toBe(1);
  });

  it('are there for the first token when they were prepared', async () => {
    const { world, keys } = keysOf('a');
    await keys.prepare(issuer);
    world.isReachable = false;
    expect(await keys.find(issuer, 'a')).toMatchObject({ kid: 'a' });
  });

  it('cannot be prepared from an issuer out of reach, which is no failure yet', async () => {
    const { world, keys } = keysOf('a');
    world.isReachable = false;
    await keys.prepare(issuer);
    await expect(keys.find(issuer, 'a')).rejects.toBeInstanceOf(IssuerUnavailable);
  });

  it('count no more, ten minutes after their issuer withdrew them', async () => {
    const { world, keys } = keysOf('a', 'b');
    await keys.find(issuer, 'a');
    world.kids = ['b'];
    world.now = minutes(10);
    expect(await keys.find(issuer, 'a')).toBeUndefined();
    expect(await keys.find(issuer, 'b')).toMatchObject({ kid: 'b' });
  });

  it('outlive an issuer out of reach by an hour and no longer', async () => {
    const { world, keys } = keysOf('a');
    await keys.find(issuer, 'a');
    world.isReachable = false;
    world.now = minutes(59);
    expect(await keys.find(issuer, 'a')).toMatchObject({ kid: 'a' });
    world.now = minutes(60);
    await expect(keys.find(issuer, 'a')).rejects.toBeInstanceOf(IssuerUnavailable);
  });

  it('are none of an id that two of them have', async () => {
    const { keys } = keysOf('a', 'a', 'b');
    expect(await keys.find(issuer, 'a')).toBeUndefined();
    expect(await keys.find(issuer, 'b')).toMatchObject({ kid: 'b' });
  });

  it('are asked for no more often than twice a second', async () => {
    const { world, keys } = keysOf('a');
    await keys.find(issuer, 'a');
    world.now = 470;
    const finding = [keys.find(issuer, 'b'), keys.find(issuer, 'c')];
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.fetches).toBe(1);
    await Promise.all(finding);
    expect(world.fetches).toBe(2);
  });

  it('that are new are found at once', async () => {
    const { world, keys } = keysOf('a');
    await keys.find(issuer, 'a');
    world.kids = ['a', 'b'];
    world.now = 1_000;
    expect(await keys.find(issuer, 'b')).toMatchObject({ kid: 'b' });
  });

  it('of one issuer are not those of another', async () => {
    const { keys } = keysOf('a');
    const other = createKeys({ fetchKeys: async () => ({ keys: [] }), timer: () => 0 });
    expect(await keys.find(issuer, 'a')).toMatchObject({ kid: 'a' });
    expect(await other.find(issuer, 'a')).toBeUndefined();
  });
});
