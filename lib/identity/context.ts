import * as v from 'valibot';
import { isTextMap } from '../json/value.ts';
import { type Caller, callerKinds } from './caller.ts';
import type { Proof } from './proof.ts';
import { fromQuotable, quotable } from './quotable.ts';
import { scopes } from './scopes.ts';

/**
 * A caller as an authorizer hands it to the functions behind it: nothing but text fits there. The access log and the answers of
 * API Gateway put such values between quotation marks, and whether it escapes them is documented nowhere, so all are quotable.
 * They need no limit of their own: they stem from a token, which has at most 8 192 characters. Source: API Gateway Developer
 * Guide, "Output from an API Gateway Lambda authorizer", context.
 */
export type CallerContext = Readonly<Record<string, string>>;

export function contextOf(caller: Caller): CallerContext {
  const { kind, team, scopes: held, authorizationId } = caller;
  return {
    ...identityContext(caller),
    kind,
    scopes: held.join(' '),
    ...(team === null ? {} : { team: quotable(team) }),
    ...(authorizationId === undefined ? {} : { authorizationId: quotable(authorizationId) }),
  };
}

/** Who was proven, in the same form; also of somebody who may not come in. */
export function identityContext({ subject, claims, jobEnvironment, tokenId }: Pick<Proof, Named>): CallerContext {
  return {
    subject: quotable(subject),
    claims: quotable(JSON.stringify(claims)),
    ...(jobEnvironment === undefined ? {} : { jobEnvironment: quotable(jobEnvironment) }),
    ...(tokenId === undefined ? {} : { tokenId: quotable(tokenId) }),
  };
}

type Named = 'subject' | 'claims' | 'jobEnvironment' | 'tokenId';

/** The caller in an authorizer's context, or `undefined` when that is none of ours. */
export function callerFromContext(context: unknown): Caller | undefined {
  const parsed = v.safeParse(contextSchema, context);
  if (!parsed.success) return undefined;
  const { team = null, jobEnvironment, tokenId, authorizationId, ...caller } = parsed.output;
  return {
    ...caller,
    team,
    ...(jobEnvironment === undefined ? {} : { jobEnvironment }),
    ...(tokenId === undefined ? {} : { tokenId }),
    ...(authorizationId === undefined ? {} : { authorizationId }),
  };
}

const text = v.pipe(v.string(), v.transform(fromQuotable), v.string(), v.nonEmpty());

/** API Gateway adds members of its own, such as `principalId`. */
const contextSchema = v.object({
  subject: text,
  kind: v.picklist(callerKinds),
  scopes: v.pipe(
    v.string(),
    v.transform((words) => words.split(' ').filter((word) => word !== '')),
    v.array(v.picklist(scopes)),
  ),
  // A claim may be called `constructor`, which `v.record` would drop as unsafe.
  claims: v.pipe(text, v.parseJson(), v.custom<Record<string, string>>(isTextMap)),
  team: v.optional(text),
  jobEnvironment: v.optional(text),
  tokenId: v.optional(text),
  authorizationId: v.optional(text),
});
