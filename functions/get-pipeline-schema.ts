import { endpoint } from '../lib/http/endpoint.ts';
import { getPipelineSchemaOperation } from '../lib/http/operations/get-pipeline-schema.ts';
import { getPipelineSchema } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();

export const handler = endpoint(getPipelineSchema, runtime, getPipelineSchemaOperation(runtime));
