import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kebabCase } from '../../infra/settings/kebab-case.ts';
import { routes } from '../../lib/service/routes.ts';
import { type Budget, budgetFile, type Spending, spendingOf } from '../infra/budget.ts';
import { bundleBudgeted } from '../infra/budgeted.ts';
import { builtInsLoaded } from '../infra/built-ins.ts';

/** Writes down what the functions weigh and load at present as what they may. The difference is for a reviewer to judge. */
const folder = mkdtempSync(join(tmpdir(), 'imagegate-budget-'));
const spending = spendingOf(await bundleBudgeted(folder));
const loaded = await builtInsLoaded(spending.keys(), folder);
rmSync(folder, { recursive: true });
writeFileSync(budgetFile, `${JSON.stringify(budgetOf(spending, loaded), undefined, 2)}\n`);

function budgetOf(spending: ReadonlyMap<string, Spending>, loaded: ReadonlyMap<string, readonly string[]>): Budget {
  const groups = groupsOf([...spending.keys()].sort());
  const modules = usersOf(
    [...spending].map(([name, { modules }]) => [name, [...modules.keys()]]),
    groups,
  );
  // A little more than at present, so that not every line of code is a change of the budget.
  const bytes = [...spending].map(([name, { bytes }]) => [name, Math.ceil((bytes * 1.02) / 1000) * 1000] as const).sort();
  return { bytes: Object.fromEntries(bytes), groups, modules, builtIns: usersOf([...loaded], groups) };
}

/** Turns what each function has into who has each thing. */
function usersOf(held: readonly (readonly [string, readonly string[]])[], groups: Budget['groups']): Record<string, string[]> {
  const things = new Set(held.flatMap(([, things]) => things));
  const users = (thing: string) => held.filter(([, things]) => things.includes(thing)).map(([name]) => name);
  return Object.fromEntries([...things].sort().map((thing) => [thing, inGroups(users(thing).sort(), groups)]));
}

function groupsOf(all: readonly string[]): Record<string, string[]> {
  const calling = new Set(routes.filter(({ iam }) => iam.length > 0).map(({ operationId }) => kebabCase(operationId)));
  return {
    every: [...all],
    route: all.filter((name) => name !== 'authorize'),
    upstream: all.filter((name) => calling.has(name)),
  };
}

/** Says a list of functions by the largest group that it holds, and the rest by their names. */
function inGroups(users: readonly string[], groups: Readonly<Record<string, readonly string[]>>): string[] {
  const group = Object.entries(groups).find(([, members]) => members.every((name) => users.includes(name)));
  return group === undefined ? [...users] : [group[0], ...users.filter((name) => !group[1].includes(name))];
}
