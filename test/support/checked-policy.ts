import * as v from 'valibot';
import { toPointer } from '../../lib/json/pointer.ts';
import { policyProblems } from '../../lib/policy/load/load.ts';
import { type Policy, type PolicyDocument, preparePolicy } from '../../lib/policy/policy.ts';
import { exceptionSchema } from '../../lib/policy/schemas/exception-schema.ts';

/** Prepares a policy that a test has written, once the loader has nothing against it. Throws otherwise. */
export function checkedPolicy({ exceptions = [], ...written }: PolicyDocument, digest = 'sha256-test'): Policy {
  const problems = policyProblems(written).map(({ path, message }) => `${toPointer(path)} ${message}`);
  if (problems.length > 0) throw new TypeError(`the policy is wrong: ${problems.join('; ')}`);
  v.parse(v.array(exceptionSchema), exceptions);
  return preparePolicy(exceptions.length === 0 ? written : { ...written, exceptions }, digest);
}
