import { deletePipeline } from '../../pipeline/delete.ts';
import type { ImageBuilder } from '../../pipeline/image-builder.ts';
import type { Operation } from '../endpoint.ts';
import { preconditionsOf } from '../preconditions.ts';

export function deletePipelineOperation(ports: { readonly imageBuilder: ImageBuilder }): Operation {
  return async ({ request: { headers, pathParameters }, signal, notes }) => {
    const name = pathParameters['name'] ?? '';
    notes.pipeline = name;
    await deletePipeline({ name, signal, guard: preconditionsOf(headers) }, ports);
    return { status: 204 };
  };
}
