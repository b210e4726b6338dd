/**
 * As Lambda's runtime starts Node.js for a function of 1024 MB: of the memory, a twentieth is for each half of the young objects
 * and nine tenths are for the old ones. Source: the file `bootstrap` of the base images for Node.js.
 */
export const nodeOptions = [
  '--expose-gc',
  '--max-http-header-size=81920',
  '--max-semi-space-size=51',
  '--max-old-space-size=922',
] as const;
