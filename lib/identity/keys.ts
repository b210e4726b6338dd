import type { KeySet } from './key-source.ts';

export interface KeysOptions {
  /** Gets the keys of an issuer; rejects with `IssuerUnavailable`. */
  readonly fetchKeys: (issuer: string) => Promise<KeySet>;
  /** Milliseconds, on a clock that only goes forward. */
  readonly timer: () => number;
}

/** The public keys of issuers, kept for as long as the process lives and they are fresh. */
export interface Keys {
  /** The key with this id. Rejects with `IssuerUnavailable` where it cannot be known whether there is one. */
  find(issuer: string, kid: string): Promise<KeySet['keys'][number] | undefined>;
  /** Gets the keys of an issuer before anybody asks for one. Never rejects. */
  prepare(issuer: string): Promise<void>;
}

/** After so long keys are asked for again, so that one which its issuer withdrew stops counting. */
const freshFor = 10 * 60_000;

/** Keys of an issuer that has been out of reach for this long count no more. */
const usableFor = 60 * 60_000;

/** An issuer is asked no more often than this, however many tokens name keys that it does not have. */
const restBetween = 500;

interface Held {
  readonly keys: KeySet['keys'];
  readonly fetchedAt: number;
}

interface Issuer {
  held: Held | undefined;
  askedAt: number;
  asking: Promise<Held> | undefined;
}

export function createKeys({ fetchKeys, timer }: KeysOptions): Keys {
  const issuers = new Map<string, Issuer>();

  /** All that wait for an issuer share one request; it comes a little later when the last one was just now. */
  function ask(address: string): Promise<Held> {
    const issuer = stateOf(address);
    issuer.asking ??= (async () => {
      try {
        await sleep(issuer.askedAt + restBetween - timer());
        issuer.askedAt = timer();
        const { keys } = await fetchKeys(address);
        issuer.held = { keys, fetchedAt: timer() };
        return issuer.held;
      } finally {
        issuer.asking = undefined;
      }
    })();
    return issuer.asking;
  }

  function stateOf(address: string): Issuer {
    const known = issuers.get(address) ?? { held: undefined, askedAt: Number.NEGATIVE_INFINITY, asking: undefined };
    issuers.set(address, known);
    return known;
  }

  return {
    async find(address, kid) {
      const { held } = stateOf(address);
      const age = held === undefined ? Number.POSITIVE_INFINITY : timer() - held.fetchedAt;
      const known = held === undefined ? undefined : keyOf(held.keys, kid);
      if (known !== undefined && age < freshFor) return known;
      try {
        // Also for a key that is not there: the issuer may have begun to sign with a new one.
        return keyOf((await ask(address)).keys, kid);
      } catch (error) {
        if (known !== undefined && age < usableFor) return known;
        throw error;
      }
    },
    async prepare(address) {
      await ask(address).catch(() => undefined);
    },
  };
}

/** Two keys of one id would leave the choice to chance. */
function keyOf(keys: KeySet['keys'], kid: string): KeySet['keys'][number] | undefined {
  const [key, ...more] = keys.filter((candidate) => candidate.kid === kid);
  return more.length === 0 ? key : undefined;
}

function sleep(milliseconds: number): Promise<void> {
  return milliseconds > 0 ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : Promise.resolve();
}
