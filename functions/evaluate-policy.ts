import { endpoint } from '../lib/http/endpoint.ts';
import { evaluatePolicyOperation } from '../lib/http/operations/evaluate-policy.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();

export const handler = endpoint('evaluatePolicy', runtime, evaluatePolicyOperation(runtime));
