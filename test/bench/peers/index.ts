export interface Peer {
  readonly name: string;
  /** Name of its file in this folder. */
  readonly entry: string;
}

/** What a team would take for the same job; all of them judge by the same rules. */
export const peers: readonly Peer[] = [
  { name: 'Hono + zod', entry: 'hono' },
  { name: 'Powertools HTTP event handler + zod', entry: 'powertools' },
  { name: 'Express + serverless-express + zod', entry: 'express' },
  { name: 'Fastify + ajv', entry: 'fastify' },
];
