/** A mutant that changes nothing that anybody could notice, as the report writes it, and why. */
export interface Equivalent {
  readonly file: string;
  readonly change: string;
  readonly reason: string;
}

export const equivalents: readonly Equivalent[] = [];
