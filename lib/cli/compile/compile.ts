import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { readText } from '../../file/read-text.ts';
import type { FileProblem } from '../../file/yaml-source.ts';
import { loadTeams } from '../../identity/load.ts';
import { canonicalJson } from '../../json/canonical.ts';
import { loadPolicy, type PolicyTrial } from '../../policy/load/load.ts';
import { loadExceptions } from '../../policy/load/load-exceptions.ts';
import { ruleWarnings } from '../../policy/load/rule-warnings.ts';
import { pastLevels } from '../../policy/load/scope-problems.ts';
import type { ReadNamedFile } from '../../policy/load/value-lists.ts';
import type { PolicyDocument, RuleDocument } from '../../policy/policy.ts';
import type { Organisation } from '../../service/organisation.ts';
import { buildTime } from './build-time.ts';
import { defaultTrial } from './default-trial.ts';
import { exampleProblems } from './example-trial.ts';
import { meetingTeams } from './meeting-teams.ts';

export type CompiledOrganisation =
  | {
      readonly ok: true;
      readonly organisation: Organisation;
      /** What the files say and can hardly mean, in sentences. */
      readonly warnings: readonly string[];
      /** Exceptions that have ended, one line each, beginning with file, line and column; `warnings` has them as well. */
      readonly ended: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

export type CompiledPolicy =
  | {
      readonly ok: true;
      readonly policy: PolicyDocument;
      readonly policyDigest: string;
      /** What the files say and can hardly mean, one line each. */
      readonly warnings: readonly string[];
      /** Exceptions that have ended; `warnings` has them as well. */
      readonly ended: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Compiles `policy.yaml`, `exceptions.yaml` and `teams.yaml` of a folder to the data that the running code reads. Says everything
 * that is wrong with any of the files, one line each, beginning with file, line and column.
 * @param options.policyFile A policy in place of the folder's, with the exceptions beside it.
 * @param options.exceptionsFile Exceptions in place of those.
 * @param options.teamsFile Teams in place of the folder's.
 * @param options.now When exceptions have ended and levels are past, which is told; what is compiled ends them by itself.
 */
export function compileOrganisation(
  folder: string,
  options: {
    readonly policyFile?: string | undefined;
    readonly exceptionsFile?: string | undefined;
    readonly teamsFile?: string | undefined;
    readonly now?: Date | undefined;
  } = {},
): CompiledOrganisation {
  const teams = load(options.teamsFile ?? join(folder, 'teams.yaml'), loadTeams);
  const known = teams.ok ? Object.keys(teams.document.teams) : undefined;
  const { policyFile = join(folder, 'policy.yaml'), exceptionsFile, now } = options;
  const policy = compilePolicy(policyFile, { exceptionsFile, now, teams: known });
  const problems = [...(policy.ok ? [] : policy.problems), ...(teams.ok ? [] : teams.problems)];
  if (!policy.ok || !teams.ok) return { ok: false, problems };
  const { policyDigest, ended } = policy;
  const organisation = { policy: policy.policy, policyDigest, teams: teams.document };
  return {
    ok: true,
    organisation,
    warnings: [
      ...meetingTeams(policy.policy, teams.document),
      ...pastLevels(policy.policy, now ?? buildTime()),
      ...ruleWarnings(policy.policy),
      ...policy.warnings,
    ],
    ended,
  };
}

/**
 * Compiles one policy file and the `exceptions.yaml` beside it, if there is one. The digest is that of the contents of both,
 * whatever their layout.
 * @param options.teams Names of the teams that exceptions may be for; by default any.
 * @param options.exceptionsFile Exceptions in place of those beside the policy.
 */
export function compilePolicy(
  file: string,
  options: {
    readonly now?: Date | undefined;
    readonly teams?: readonly string[] | undefined;
    readonly exceptionsFile?: string | undefined;
  } = {},
): CompiledPolicy {
  const { now = buildTime(), teams } = options;
  const loaded = load(file, (text, name) =>
    loadPolicy(text, name, { trial: trialOf(teams, now), teams, readFile: filesBeside(file) }),
  );
  const rules = loaded.ok ? loaded.document.rules : undefined;
  const { files = [], rules: foreign = [] } = (loaded.ok ? loaded.below : undefined) ?? {};
  const below = exceptionsBelow(files, rules ?? []);
  const exceptionsFile = options.exceptionsFile ?? fileBeside(file, 'exceptions.yaml');
  const exceptions =
    exceptionsFile === undefined
      ? noExceptions
      : load(exceptionsFile, (text, name) => loadExceptions(text, name, { rules, foreign, teams, now }));
  const problems = [loaded, below, exceptions].flatMap((each) => (each.ok ? [] : each.problems));
  if (!loaded.ok || !below.ok || !exceptions.ok) return { ok: false, problems };
  // Without any, the digest is that of the rules alone.
  const all = [...below.document, ...exceptions.document];
  const policy = all.length === 0 ? loaded.document : { ...loaded.document, exceptions: all };
  const ended = exceptions.ended.map(problemLine);
  const warnings = [...loaded.warnings.map(problemLine), ...ended];
  const hash = createHash('sha256').update(canonicalJson(policy)).digest('base64url');
  return { ok: true, policy, policyDigest: `sha256-${hash}`, warnings, ended };
}

/**
 * The exceptions of the policies that one extends. They are none of its own, so that it is not told which have ended, and they hold
 * for rules only that it has not made hard.
 */
function exceptionsBelow(files: readonly string[], rules: readonly RuleDocument[]) {
  const found = files.flatMap((file) => fileBeside(file, 'exceptions.yaml') ?? []);
  const surroundings = { rules: undefined, teams: undefined, now: new Date(0) };
  const read = found.map((file) => load(file, (text, name) => loadExceptions(text, name, surroundings)));
  const problems = read.flatMap((each) => (each.ok ? [] : each.problems));
  if (problems.length > 0) return { ok: false, problems } as const;
  const soft = rules.filter(({ exceptions }) => exceptions !== 'none').map(({ id }) => id);
  const document = read
    .flatMap((each) => (each.ok ? each.document : []))
    .map((exception) => ({ ...exception, rules: exception.rules.filter((id) => soft.includes(id)) }))
    .filter((exception) => exception.rules.length > 0);
  return { ok: true, document } as const;
}

/** Everything that only judging shows. */
function trialOf(teams: readonly string[] | undefined, now: Date): PolicyTrial {
  const tryDefaults = defaultTrial(now, teams);
  return (document) => {
    const { problems, warnings } = tryDefaults(document);
    return { problems: [...problems, ...exampleProblems(document, teams, now)], warnings };
  };
}

const noExceptions = { ok: true, document: [], ended: [] } as const;

/** A file in the folder of another; `undefined` when it is not there. */
export function fileBeside(file: string, name: string): string | undefined {
  const path = join(dirname(file), name);
  return existsSync(path) ? path : undefined;
}

/** Reads what a policy names, from its own folder on. */
function filesBeside(policyFile: string): ReadNamedFile {
  return (name) => {
    if (isAbsolute(name))
      return { ok: false, problem: 'the name must be relative to the policy, so that it is the same everywhere' };
    const path = join(dirname(policyFile), name);
    const text = readText(path);
    return text.ok ? { ...text, file: shortPath(path), beside: filesBeside(path) } : text;
  };
}

/** One line for a problem: `policy.yaml:3:5: /rules/0/id must not be empty`. */
export function problemLine({ file, line, column, pointer, message }: FileProblem): string {
  return `${file}:${line}:${column}: ${pointer === '' ? '' : `${pointer} `}${message}`;
}

interface Refused<Problem> {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

function load<Loaded extends { readonly ok: true }>(
  path: string,
  loader: (text: string, file: string) => Loaded | Refused<FileProblem>,
): Loaded | Refused<string> {
  const file = shortPath(path);
  const text = readText(path);
  if (!text.ok) return { ok: false, problems: [`${file}: ${text.problem}`] };
  const loaded = loader(text.text, file);
  return loaded.ok ? loaded : { ok: false, problems: loaded.problems.map(problemLine) };
}

/** As a person would type it: relative where that is shorter. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere !== '' && fromHere.length < path.length && !fromHere.startsWith('..') ? fromHere : path;
}
