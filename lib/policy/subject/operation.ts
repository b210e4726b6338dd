/** What a rule can be about: that a pipeline is written (created, replaced or patched), started by hand, or deleted. */
export const judgedOperations = ['write', 'start', 'delete'] as const;

export type JudgedOperation = (typeof judgedOperations)[number];

/** What a rule is about that does not say it: whatever makes a pipeline or an image. */
export const usualOperations: readonly JudgedOperation[] = ['write', 'start'];

/** What becomes of the start of a pipeline that breaks a rule as it stands. */
export const startings = ['refuse', 'warn', 'allow'] as const;

export type Starting = (typeof startings)[number];
