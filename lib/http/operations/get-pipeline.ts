import { getDefinition, getPipeline } from '../../pipeline/get.ts';
import type { Court } from '../../pipeline/judging/ports.ts';
import type { Directory } from '../../pipeline/stored/address.ts';
import type { Operation } from '../endpoint.ts';
import { noteJudgement } from '../run.ts';

export function getPipelineOperation(ports: Court & Directory): Operation {
  return async ({ request, caller, signal, notes }) => {
    const name = request.pathParameters['name'] ?? '';
    notes.pipeline = name;
    const { view, definition } = await getPipeline({ name, caller, signal, onJudged: noteJudgement(notes) }, ports);
    return { status: 200, body: view, tagged: definition };
  };
}

export function getDefinitionOperation(ports: Directory): Operation {
  return async ({ request, caller, signal, notes }) => {
    const name = request.pathParameters['name'] ?? '';
    notes.pipeline = name;
    const definition = await getDefinition({ name, caller, signal }, ports);
    return { status: 200, body: definition, tagged: definition };
  };
}
