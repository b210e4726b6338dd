import { endpoint } from '../lib/http/endpoint.ts';
import { describePolicyOperation } from '../lib/http/operations/describe-policy.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();

export const handler = endpoint('describePolicy', runtime, describePolicyOperation(runtime));
