import * as v from 'valibot';
import { endOfException } from '../../lib/policy/exceptions.ts';
import { type Policy, type PolicyRule, preparePolicy } from '../../lib/policy/policy.ts';
import { rolePointer } from '../../lib/policy/rules/execution-role.ts';
import type { Organisation } from '../../lib/service/organisation.ts';
import { globOf, overlap } from '../../lib/text/overlap.ts';
import { enumeration, quoted } from '../../lib/text/wording.ts';
import type { StackSettings } from '../settings/settings.ts';
import { globsOfRole, type KnownCircumstances } from './role-glob.ts';

type RoleSettings = Pick<StackSettings, 'account' | 'region' | 'executionRoles'>;

/**
 * What to tell a deployer whose `executionRoles` give away more than the rules take back: the functions may pass these roles for
 * every team, so that only a rule keeps a team from the rights of another. In sentences; none, when the two go together.
 * @param now When the levels of the rules, and exceptions from them, count.
 */
export function executionRoleWarnings(
  { account, region, executionRoles }: RoleSettings,
  { policy: document, policyDigest, teams }: Organisation,
  now: Date,
): readonly string[] {
  const policy = preparePolicy(document, policyDigest);
  const possible = environmentsOf(policy, account).map((environment) => ({ account, region, environment }));
  const owners = [...Object.keys(teams.teams), null];
  const limits = policy.rules.flatMap((rule) => limitOf(rule, owners, possible, now));
  if (owners.some((team) => limits.every(({ enforcedFor }) => !enforcedFor.has(team)))) {
    const isOne = executionRoles.length <= 1 && !executionRoles.some(isOpen);
    return isOne ? [] : [unlimited(executionRoles)];
  }
  const unused = executionRoles.filter(
    (role) => !owners.some((team) => limits.every((limit) => isAdmitted(role, { team, limit, policy, now }))),
  );
  return unused.length === 0 ? [] : [admittedForNobody(unused, limits)];
}

/** Where the account is only known at deployment, any environment may be the one. */
function environmentsOf(policy: Policy, account: string | null): readonly (string | null)[] {
  if (account !== null) return [policy.environmentOf(account)];
  return [...new Set(Object.values(policy.document.environment?.accounts ?? {})), null];
}

/**
 * A rule that says which roles do, and the circumstances in which it refuses the others, by the teams for which there are any.
 */
interface Limit {
  readonly rule: PolicyRule;
  readonly allow: readonly string[];
  readonly enforcedFor: ReadonlyMap<string | null, readonly KnownCircumstances[]>;
}

const roleParameters = v.object({ allow: v.array(v.string()) });

function limitOf(
  rule: PolicyRule,
  owners: readonly (string | null)[],
  possible: readonly KnownCircumstances[],
  now: Date,
): readonly Limit[] {
  // Where a condition does not hold, the rule keeps nobody from anything.
  if (rule.type !== 'execution-role' || rule.when !== undefined || !v.is(roleParameters, rule.parameters)) return [];
  const enforcedIn = (team: string | null) =>
    possible.filter(({ environment, region }) => {
      // A Region that is only known at deployment may be any, so a rule for some is counted on for none.
      const known = { team, environment, region: region ?? '' };
      return rule.scope.outside(known) === undefined && rule.level(known, now).level === 'enforce';
    });
  const enforcedFor = new Map(owners.map((team) => [team, enforcedIn(team)] as const).filter(([, some]) => some.length > 0));
  return enforcedFor.size === 0 ? [] : [{ rule, allow: rule.parameters.allow, enforcedFor }];
}

interface RoleTrial {
  readonly team: string | null;
  readonly limit: Limit;
  readonly policy: Policy;
  readonly now: Date;
}

/** Whether a rule, or an exception from it, lets a team use one of the roles that an entry of the setting stands for. */
function isAdmitted(role: string, { team, limit: { rule, allow, enforcedFor }, policy, now }: RoleTrial): boolean {
  const enforcedIn = enforcedFor.get(team);
  if (enforcedIn === undefined) return true;
  // To IAM, admin-* is also builder in the path admin-x/; whoever writes it means names, and a path by a slash.
  const wanted = globOf(role, role.includes('/'));
  const texts = [...allow, ...(rule.isHard ? [] : exceptedRoles(policy, rule, team, now))];
  return texts.some((text) =>
    enforcedIn.some((circumstances) =>
      globsOfRole(text, { ...circumstances, team }).some((admitted) => overlap(wanted, admitted)),
    ),
  );
}

function exceptedRoles(policy: Policy, { id }: PolicyRule, team: string | null, now: Date): readonly string[] {
  const { exceptions = [] } = policy.document;
  return exceptions
    .filter((exception) => exception.team === team && exception.rules.includes(id) && now.getTime() < endOfException(exception))
    .flatMap(({ admits }) => admits[rolePointer] ?? [])
    .filter((value) => typeof value === 'string');
}

function isOpen(role: string): boolean {
  return /[*?]/.test(role);
}

const setting = 'imagegate.executionRoles in cdk.json';

function unlimited(roles: readonly string[]): string {
  return (
    `${setting} lets pipelines of all teams run with ${named(roles)}, and policy.yaml enforces no rule of type execution-role ` +
    'that says which team may use which: each team can take the rights of the others. ' +
    'Add such a rule, with {team} in what it allows, or name one role only.'
  );
}

function admittedForNobody(roles: readonly string[], limits: readonly Limit[]): string {
  const rules = enumeration(limits.map(({ rule }) => rule.id));
  const [subject, verb] = limits.length === 1 ? ['the rule', 'admits'] : ['the rules', 'admit'];
  return (
    `${setting} names ${named(roles)}, which ${subject} ${rules} in policy.yaml ${verb} for no team of teams.yaml: ` +
    `imagegate may pass what nobody is to use. Take it out of the setting, or let ${subject} allow it.`
  );
}

function named(roles: readonly string[]): string {
  return enumeration(roles.map(quoted));
}
