/** Bounds what one pattern can cost: matching takes at most states × length steps. */
export const maximumPattern = { characters: 512, states: 1000, depth: 32 } as const;
