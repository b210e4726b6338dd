import * as v from 'valibot';
import type { JsonObject } from '../../json/value.ts';
import { type ListPorts, listPipelines, type PipelineListRequest } from '../../pipeline/list.ts';
import type { ListPosition } from '../../pipeline/listing/filtered-page.ts';
import { MalformedRequest } from '../../problem/errors.ts';
import { listPipelines as row } from '../../service/routes.ts';
import type { Operation } from '../endpoint.ts';
import type { Inbound } from '../inbound.ts';
import { pageToken, upstreamToken } from '../page.ts';
import { anyText, oneOf, readQuery, textLike, wholeNumber } from '../query.ts';
import type { Notes } from '../run.ts';

export function listPipelinesOperation(ports: ListPorts): Operation {
  return async ({ request, caller, signal, notes }) => {
    const { pageSize, token, filter } = askedIn(request);
    const query = { operation: 'listPipelines', ...filter };
    const position = token === undefined ? undefined : positionIn(query, token);
    const { items, next } = await listPipelines(
      { filter, pageSize, position, caller, signal, onUnjudged: noteUnjudged(notes) },
      ports,
    );
    return { status: 200, body: { items, nextPageToken: next === null ? null : pageToken(query, JSON.stringify(next)) } };
  };
}

function noteUnjudged(notes: Notes): NonNullable<PipelineListRequest['onUnjudged']> {
  return (arn, error) => {
    notes.unjudged ??= [];
    notes.unjudged.push(`${arn}: ${error instanceof Error ? error.message : String(error)}`);
  };
}

function askedIn({ query }: Inbound) {
  return readQuery(query, row.query, (take) => ({
    pageSize: take('pageSize', wholeNumber(1, 100)) ?? 25,
    token: take('pageToken', anyText),
    filter: {
      name: take('name', nameLike),
      status: take('status', oneOf('enabled', 'disabled')),
      team: take('team', anyText),
      compliance: take('compliance', oneOf('compliant', 'violating')),
    },
  }));
}

/** What a name may consist of (CreateImagePipeline, API reference), and wildcards. */
const nameLike = textLike(/^[\w\- *?]{1,128}$/, 'at most 128 letters, digits, blanks, _ and -, with the wildcards * and ?');

function positionIn(query: JsonObject, token: string): ListPosition {
  const parsed = v.safeParse(positionSchema, upstreamToken(query, token));
  if (parsed.success) return parsed.output;
  // The checksum is right, so somebody took the trouble to make it.
  throw new MalformedRequest('This pageToken was not issued by this API.');
}

const positionSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    page: v.optional(v.string()),
    shown: v.pipe(v.array(v.string()), v.maxLength(1_000)),
  }),
);
