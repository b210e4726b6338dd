import { type Court, judgingContext } from '../../pipeline/judging/ports.ts';
import { describePolicy, explainRule } from '../../policy/explain/explain.ts';
import { NotFound } from '../../problem/errors.ts';
import { nearest } from '../../text/spelling.ts';
import type { Operation } from '../endpoint.ts';

/** Rules are described for any pipeline of the caller, so the placeholder for the name stays one. */
const anyName = '{name}';

export function describePolicyOperation(court: Court): Operation {
  return ({ caller }) => {
    const body = describePolicy(court.policy, judgingContext(anyName, caller, court), court.clock());
    return { status: 200, body, tagged: body };
  };
}

export function describeRuleOperation(court: Court): Operation {
  return ({ request, caller }) => {
    const id = request.pathParameters['id'] ?? '';
    const body = explainRule(court.policy, id, judgingContext(anyName, caller, court), court.clock());
    if (body === undefined) throw unknownRule(id, court);
    return { status: 200, body, tagged: body };
  };
}

function unknownRule(id: string, { policy }: Court): NotFound {
  const right = nearest(
    id,
    policy.document.rules.map((rule) => rule.id),
  );
  return new NotFound(`The policy has no rule with this id.${right === undefined ? '' : ` Did you mean ${right}?`}`);
}
