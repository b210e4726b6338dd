import { endpoint } from '../lib/http/endpoint.ts';
import { evaluatePolicyOperation } from '../lib/http/operations/evaluate-policy.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { pipelineReading } from '../lib/image-builder/pipelines.ts';
import { referenceReading } from '../lib/image-builder/references.ts';
import { evaluatePolicy } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();
const imageBuilder = createImageBuilder(runtime.deployment, pipelineReading, referenceReading);

export const handler = endpoint(evaluatePolicy, runtime, evaluatePolicyOperation({ ...runtime, imageBuilder }));
