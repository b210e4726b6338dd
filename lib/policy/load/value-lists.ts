import type { FileProblem, PlacedProblem } from '../../file/yaml-source.ts';
import { isObject } from '../../json/value.ts';
import { quoted } from '../../text/wording.ts';
import { ruleSchema } from '../schemas/policy-schema.ts';
import { type ListEntry, readListFile } from './list-file.ts';

/** Reads a file that a policy names, relative to the policy. */
export type ReadNamedFile = (name: string) =>
  | {
      readonly ok: true;
      readonly text: string;
      readonly file: string;
      /** Reads what that file names in its turn. */
      readonly beside?: ReadNamedFile;
    }
  | { readonly ok: false; readonly problem: string };

/** A policy with its lists in place of the files that hold them. */
export interface WithLists {
  readonly value: unknown;
  /** What is wrong in the policy with what it says of files. */
  readonly placed: readonly PlacedProblem[];
  /** What is wrong in the files themselves. */
  readonly problems: readonly FileProblem[];
  /** Where a value of a list stands, for a path that leads to it; `undefined` where the path leads to no such value. */
  positionOf(path: readonly (string | number)[]): (ListEntry & { readonly file: string }) | undefined;
}

/**
 * Puts lists that stand in files, as in `allow: { valuesFrom: recipes.txt }`, into the rules of a policy. Of the value of a tag,
 * `valuesFrom` is what `oneOf` is with a list. What is read becomes a part of the policy, and so of its digest.
 */
export function withLists(policy: unknown, read: ReadNamedFile): WithLists {
  const placed: PlacedProblem[] = [];
  const problems: FileProblem[] = [];
  const lists = new Map<string, { readonly file: string; readonly entries: readonly ListEntry[] }>();
  const rules: readonly unknown[] = isObject(policy) && Array.isArray(policy['rules']) ? policy['rules'] : [];
  const listAt = (path: Path, { valuesFrom, column }: Written): readonly string[] => {
    const at = [...path, 'valuesFrom'];
    if (typeof valuesFrom !== 'string' || (column !== undefined && typeof column !== 'string')) {
      placed.push({ path: at, message: 'must be the name of a file, such as cost-centers.txt; column is a text' });
      return [];
    }
    const found = read(valuesFrom);
    if (!found.ok) {
      placed.push({ path: at, message: `cannot be read: ${quoted(valuesFrom)}: ${found.problem}` });
      return [];
    }
    const list = readListFile(found.text, found.file, column);
    if (!list.ok) problems.push(...list.problems);
    const entries = list.ok ? list.entries : [];
    lists.set(JSON.stringify(path), { file: found.file, entries });
    return entries.map(({ value }) => value);
  };
  const filled = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => filled(item, [...path, index]));
    if (!isObject(value)) return value;
    if (!Object.hasOwn(value, 'valuesFrom')) {
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, [...path, name])]));
    }
    return isTagValue(path) ? inTag(value, path) : inList(value, path);
  };
  const inList = (value: Written, path: Path): unknown => {
    const { valuesFrom, column, ...others } = value;
    return Object.keys(others).length === 0 ? listAt(path, { valuesFrom, column }) : besides(others, path);
  };
  const inTag = (value: Written, path: Path): unknown => {
    const { valuesFrom, column, ...others } = value;
    if ('oneOf' in others || 'equals' in others) return besides(others, path);
    const oneOf = listAt(path, { valuesFrom, column });
    const own = lists.get(JSON.stringify(path));
    if (own !== undefined) lists.set(JSON.stringify([...path, 'oneOf']), own);
    return { ...others, oneOf };
  };
  const besides = (others: Written, path: Path): unknown => {
    const [other = 'it'] = Object.keys(others);
    placed.push({ path: [...path, 'valuesFrom'], message: `cannot stand beside ${other}: the file has all the values` });
    return others;
  };
  const value = rules.some(mentionsFile)
    ? { ...(policy as Written), rules: rules.map((rule, index) => inRule(rule, ['rules', index], filled)) }
    : policy;
  return {
    value,
    placed,
    problems,
    positionOf(path) {
      const index = path.findIndex(
        (segment, place) => typeof segment === 'number' && lists.has(JSON.stringify(path.slice(0, place))),
      );
      const list = lists.get(JSON.stringify(path.slice(0, index)));
      const entry = index < 0 ? undefined : list?.entries[Number(path[index])];
      return list === undefined || entry === undefined ? undefined : { ...entry, file: list.file };
    },
  };
}

type Path = readonly (string | number)[];

/** Of the demand for the value of a tag, other members may stand beside the list. */
function isTagValue(path: Path): boolean {
  return path.length === 4 && (path[2] === 'require' || path[2] === 'optional');
}

type Written = Readonly<Record<string, unknown>>;

function mentionsFile(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mentionsFile);
  return isObject(value) && (Object.hasOwn(value, 'valuesFrom') || Object.values(value).some(mentionsFile));
}

/** Parameters only: what every rule has is short. The members of an example are those of a definition. */
function inRule(rule: unknown, path: Path, filled: (value: unknown, path: Path) => unknown): unknown {
  if (!isObject(rule)) return rule;
  return Object.fromEntries(
    Object.entries(rule).map(([name, value]) => [
      name,
      name === 'example' || Object.hasOwn(ruleSchema.entries, name) ? value : filled(value, [...path, name]),
    ]),
  );
}
