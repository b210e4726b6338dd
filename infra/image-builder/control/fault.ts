import { matchesWildcard } from '../../../lib/text/wildcard.ts';
import { integer, string, structure, type Value } from '../wire/validation.ts';

/**
 * A fault of the wire, to be ordered: which calls it meets and what becomes of them.
 *
 * | fault        | what the client gets                                                                |
 * |--------------|-------------------------------------------------------------------------------------|
 * | throttle     | status 429 and an error by one of the names in use (`name`)                         |
 * | error        | any error: `status` (500), `name` (ServiceException), `message`                     |
 * | latency      | the right answer, `milliseconds` (1000) late                                        |
 * | hang         | nothing                                                                             |
 * | reset        | a connection that is reset                                                          |
 * | truncate     | half of the answer, and the end of the connection                                   |
 * | nonsense     | `body`, which is no JSON unless it is given, with status 200 unless `status` is     |
 * | html         | a page, as a proxy on the way would send it, with status 503 unless `status` is     |
 * | content-type | the right answer under `contentType` (text/plain)                                   |
 */
export const faultShape = structure(
  {
    fault: string({
      oneOf: ['throttle', 'error', 'latency', 'hang', 'reset', 'truncate', 'nonsense', 'html', 'content-type'],
    }),
  },
  {
    /** A wildcard on the names of operations; `*` without it. */
    operation: string({ min: 1, max: 128 }),
    /** How many calls it meets: 1 without it. */
    count: integer({ min: 1, max: 1_000_000 }),
    /** How many calls pass before it begins: 0 without it. */
    skip: integer({ min: 0, max: 1_000_000 }),
    /** Whether it comes before the operation takes effect (without it), or in place of the answer of one that did. */
    when: string({ oneOf: ['before', 'after'] }),
    name: string({ pattern: /^[A-Za-z]{1,128}$/ }),
    message: string({ max: 1024 }),
    status: integer({ min: 200, max: 599 }),
    milliseconds: integer({ min: 0, max: 3_600_000 }),
    body: string({ max: 65_536 }),
    contentType: string({ pattern: /^[\w.+-]+\/[\w.+-]+(?:; ?charset=[\w-]+)?$/ }),
    /** Seconds, for the header of an error. */
    retryAfter: integer({ min: 0, max: 86_400 }),
  },
);

export type Fault = Value<typeof faultShape>;

/** A fault with the calls that it still lets pass and still meets. */
export type ArmedFault = Fault & { readonly operation: string; readonly count: number; readonly skip: number };

export function armed(fault: Fault): ArmedFault {
  return { ...fault, operation: fault.operation ?? '*', count: fault.count ?? 1, skip: fault.skip ?? 0 };
}

/** The fault that a call meets, if any: the oldest that means its operation and has let enough calls pass. */
export function takeFault({ faults }: { readonly faults: ArmedFault[] }, operation: string): Fault | undefined {
  const meant = faults.filter((fault) => matchesWildcard(fault.operation, operation));
  const due = meant.find(({ skip }) => skip === 0);
  for (const fault of meant) {
    const index = faults.indexOf(fault);
    if (fault.skip > 0) faults[index] = { ...fault, skip: fault.skip - 1 };
    else if (fault !== due) continue;
    else if (fault.count > 1) faults[index] = { ...fault, count: fault.count - 1 };
    else faults.splice(index, 1);
  }
  return due;
}
