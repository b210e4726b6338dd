import { endpoint } from '../lib/http/endpoint.ts';
import { describeRuleOperation } from '../lib/http/operations/describe-policy.ts';
import { startRuntime } from '../lib/runtime.ts';

const runtime = startRuntime();

export const handler = endpoint('describeRule', runtime, describeRuleOperation(runtime));
