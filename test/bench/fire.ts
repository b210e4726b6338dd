import * as v from 'valibot';

/** A request that is sent again and again, and what has to come back. */
export interface Shot {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly status: number;
  readonly mediaType: string;
  /** Of the answer's body. */
  readonly schema: v.GenericSchema;
}

/** How often, or for how long. */
export type Extent = { readonly amount: number } | { readonly duration: number };

export interface Fired {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p97_5: number;
  readonly p99: number;
  readonly answers: number;
  /** Answers that are not what the contract says, and requests that got none. */
  readonly breaches: number;
}

export const connections = 10;

/**
 * Sends a request over loopback and holds every single answer to what it has to be: status, media type, request id, policy
 * digest, and the body. The first answer is read by its schema; all others have to be that answer but for their request id.
 */
export async function fire(shot: Shot, url: string, extent: Extent): Promise<Fired> {
  const isKept = await contractOf(shot, url);
  const { method, path, body } = shot;
  let broken = 0;
  const onResponse = (status: number, text: string, _context: object, headers: Readonly<Record<string, string>>) => {
    if (!isKept({ status, text, headers: new Headers(headers) })) broken++;
  };
  const request = { method, path, ...(body === undefined ? {} : { headers: json, body }), onResponse };
  const autocannon = await installedAutocannon();
  const report = v.parse(reportSchema, await autocannon({ url, connections, ...extent, requests: [request] }));
  const { requests, latency, errors, timeouts } = report;
  return {
    perSecond: requests.average,
    ...latency,
    answers: requests.total,
    breaches: broken + errors + timeouts,
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const json = { 'content-type': 'application/json' };

async function contractOf({ name, path, method, body, status, mediaType, schema }: Shot, url: string) {
  const response = await fetch(`${url}${path}`, { method, headers: json, body: body ?? null });
  const first: Answer = { status: response.status, text: await response.text(), headers: response.headers };
  const isAsTold = ({ status: given, headers }: Answer) =>
    given === status && headers.get('content-type') === mediaType && (headers.get('x-request-id') ?? '') !== '';
  if (!isAsTold(first)) throw new Error(`${name}: ${first.status} ${first.text}`);
  v.parse(schema, JSON.parse(first.text));
  const expected = withoutId(first);
  const digest = first.headers.get('policy-digest');
  return (answer: Answer) => isAsTold(answer) && answer.headers.get('policy-digest') === digest && withoutId(answer) === expected;
}

function withoutId({ text, headers }: Answer): string {
  return text.replaceAll(headers.get('x-request-id') ?? '', '');
}

type Autocannon = (options: object) => Promise<unknown>;

/** The root does not install the package, so its name must not be one that the type checker looks for. */
async function installedAutocannon(): Promise<Autocannon> {
  const name: string = 'autocannon';
  const { default: found } = await import(name);
  return found;
}

const reportSchema = v.object({
  requests: v.object({ average: v.number(), total: v.number() }),
  latency: v.object({ p50: v.number(), p97_5: v.number(), p99: v.number() }),
  errors: v.number(),
  timeouts: v.number(),
});
