import { endpoint } from '../lib/http/endpoint.ts';
import { describePolicyOperation } from '../lib/http/operations/describe-policy.ts';
import { describePolicy } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();

export const handler = endpoint(describePolicy, runtime, describePolicyOperation(runtime));
