import * as v from 'valibot';
import { isTextMap } from '../json/value.ts';
import { type Caller, callerKinds } from './caller.ts';
import { scopes } from './scopes.ts';

/**
 * A caller as an authorizer hands it to the functions behind it: nothing but text fits there. Source: API Gateway Developer Guide,
 * "Output from an API Gateway Lambda authorizer", context.
 */
export type CallerContext = Readonly<Record<string, string>>;

export function contextOf({ subject, kind, team, scopes: held, jobEnvironment, claims, tokenId }: Caller): CallerContext {
  return {
    subject,
    kind,
    scopes: held.join(' '),
    claims: JSON.stringify(claims),
    ...(team === null ? {} : { team }),
    ...(jobEnvironment === undefined ? {} : { jobEnvironment }),
    ...(tokenId === undefined ? {} : { tokenId }),
  };
}

/** The caller in an authorizer's context, or `undefined` when that is none of ours. */
export function callerFromContext(context: unknown): Caller | undefined {
  const parsed = v.safeParse(contextSchema, context);
  if (!parsed.success) return undefined;
  const { team = null, jobEnvironment, tokenId, ...caller } = parsed.output;
  return {
    ...caller,
    team,
    ...(jobEnvironment === undefined ? {} : { jobEnvironment }),
    ...(tokenId === undefined ? {} : { tokenId }),
  };
}

const text = v.pipe(v.string(), v.nonEmpty());

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
  claims: v.pipe(v.string(), v.parseJson(), v.custom<Record<string, string>>(isTextMap)),
  team: v.optional(text),
  jobEnvironment: v.optional(text),
  tokenId: v.optional(text),
});
