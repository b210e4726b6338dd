import { endpoint } from '../lib/http/endpoint.ts';
import { describeRuleOperation } from '../lib/http/operations/describe-policy.ts';
import { describeRule } from '../lib/service/routes.ts';
import { startJudgingRuntime } from '../lib/service/runtime.ts';

const runtime = startJudgingRuntime();

export const handler = endpoint(describeRule, runtime, describeRuleOperation(runtime));
