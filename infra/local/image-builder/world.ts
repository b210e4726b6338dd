import type { Home } from './arn.ts';
import type { Store } from './store.ts';
import type { Switches } from './switches.ts';

/** All that an operation may know beyond its request. */
export interface World extends Home {
  readonly clock: () => Date;
  /** A new UUID for every request. */
  readonly newId: () => string;
  readonly switches: Switches;
  readonly store: Store;
}
