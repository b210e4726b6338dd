import { endpoint } from '../lib/http/endpoint.ts';
import { evaluatePolicyOperation } from '../lib/http/operations/evaluate-policy.ts';
import { createImageBuilder } from '../lib/image-builder/client.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();
const imageBuilder = createImageBuilder(runtime.deployment);

export const handler = endpoint('evaluatePolicy', runtime, evaluatePolicyOperation({ ...runtime, imageBuilder }));
