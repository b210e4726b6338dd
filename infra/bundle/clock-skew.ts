/** In the place of a look into `~/.aws` for whether a skewed clock gets corrected: it does. */
export const DEFAULT_DISABLE_CLOCK_SKEW_CORRECTION = async (): Promise<boolean> => false;
