import { type ReplacePorts, replacePipeline } from '../../pipeline/replace.ts';
import type { Operation } from '../endpoint.ts';
import { writeRequest, writtenAnswer } from './write-exchange.ts';

export function replacePipelineOperation(ports: ReplacePorts & { readonly newId: () => string }): Operation {
  return async (exchange) => writtenAnswer(await replacePipeline(writeRequest(exchange, ports.newId), ports), exchange);
}
