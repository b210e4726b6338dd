import { drafts, formSchema } from '../../pipeline/form-schema.ts';
import type { Court } from '../../pipeline/judging/ports.ts';
import { getPipelineSchema as row } from '../../service/routes.ts';
import type { Operation } from '../endpoint.ts';
import { oneOf, readQuery } from '../query.ts';

export function getPipelineSchemaOperation(court: Court): Operation {
  return ({ request, caller }) => {
    const draft = readQuery(request.query, row.query, (take) => take('draft', oneOf(...drafts)) ?? '2020-12');
    const body = formSchema(draft, caller, court);
    return { status: 200, body, tagged: body };
  };
}
