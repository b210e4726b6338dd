import { ApiKey, type Method, type RestApi, type UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { type Lanes, laneKey } from '../../lib/identity/lane.ts';
import type { Route } from '../../lib/service/route.ts';
import type { Rate } from '../../lib/time/rate.ts';
import { allowancesOfCaller, changesSomething, rateIn } from '../api-gateway/allowances.ts';
import type { StackSettings } from '../settings/settings.ts';

/**
 * The lanes of a deployment, where API Gateway can be told who calls: that takes an authorizer. More would tell callers better
 * apart, and each is two resources of the 500 that a stack may have.
 */
export function lanesOf({ auth, stackName, throttling }: StackSettings): Lanes | undefined {
  return auth === 'jwt' && throttling.callerShare < 100 ? { deployment: stackName, count: 32 } : undefined;
}

/**
 * A usage plan that gives every lane what one caller may have, of each method by itself. It is weighed before the stage's own
 * limits. Source: API Gateway Developer Guide, "Throttle requests to your REST APIs for better throughput".
 */
export function addCallerLanes(
  restApi: RestApi,
  lanes: Lanes,
  methods: ReadonlyMap<Route, Method>,
  settings: StackSettings,
): UsagePlan {
  const { reads, writes } = allowancesOfCaller(rateIn(settings), settings.throttling);
  const plan = restApi.addUsagePlan('CallerLanes', {
    name: `${settings.stackName} caller lanes`,
    description: 'What one caller may have; callers are dealt into lanes by who they are',
    throttle: throttleOf(reads),
  });
  const writing = [...methods].filter(([route]) => changesSomething(route));
  plan.addApiStage({
    stage: restApi.deploymentStage,
    throttle: writing.map(([, method]) => ({ method, throttle: throttleOf(writes) })),
  });
  for (let lane = 0; lane < lanes.count; lane++) {
    plan.addApiKey(new ApiKey(restApi, `CallerLane${lane}`, { value: laneKey(lane, lanes), description: `Caller lane ${lane}` }));
  }
  return plan;
}

function throttleOf({ perSecond, burst }: Rate) {
  return { rateLimit: perSecond, burstLimit: burst };
}
