import { patchPipeline } from '../../pipeline/patch.ts';
import type { WritePorts } from '../../pipeline/writing/write-request.ts';
import type { Operation } from '../endpoint.ts';
import { writeRequest, writtenAnswer } from './write-exchange.ts';

export function patchPipelineOperation(ports: WritePorts & { readonly newId: () => string }): Operation {
  return async (exchange) => writtenAnswer(await patchPipeline(writeRequest(exchange, ports.newId), ports), exchange);
}
