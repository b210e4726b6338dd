import { endpoint } from '../lib/http/endpoint.ts';
import { getPipelineSchemaOperation } from '../lib/http/operations/get-pipeline-schema.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();

export const handler = endpoint('getPipelineSchema', runtime, getPipelineSchemaOperation(runtime));
