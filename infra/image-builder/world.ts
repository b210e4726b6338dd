import type { Home } from '../../lib/arn.ts';
import type { Orders } from './control/injected.ts';
import type { Store } from './state/store.ts';
import type { Switches } from './switches.ts';

/** All that an operation may know beyond its request. */
export interface World extends Home {
  readonly clock: () => Date;
  /** Sets the clock ahead. */
  readonly advance: (seconds: number) => void;
  /** How many times faster than in AWS runs go by that clock. */
  readonly pace: number;
  /** A new UUID for every request. */
  readonly newId: () => string;
  readonly switches: Switches;
  readonly store: Store;
  readonly orders: Orders;
}
