import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadTeams } from '../../lib/identity/load.ts';
import { canonicalJson } from '../../lib/json/canonical.ts';
import type { Organisation } from '../../lib/organisation.ts';
import { loadPolicy } from '../../lib/policy/load.ts';
import type { PolicyDocument } from '../../lib/policy/policy.ts';
import type { FileProblem } from '../../lib/policy/yaml-source.ts';

export type CompiledOrganisation =
  | { readonly ok: true; readonly organisation: Organisation }
  | { readonly ok: false; readonly problems: readonly string[] };

export type CompiledPolicy =
  | { readonly ok: true; readonly policy: PolicyDocument; readonly policyDigest: string }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Compiles `policy.yaml` and `teams.yaml` of a folder to the data that the running code reads. Says everything that is wrong with
 * either file, one line each, beginning with file, line and column.
 * @param options.policyFile A policy in place of the folder's.
 */
export function compileOrganisation(
  folder: string,
  options: { readonly policyFile?: string | undefined } = {},
): CompiledOrganisation {
  const policy = compilePolicy(options.policyFile ?? join(folder, 'policy.yaml'));
  const teams = load(join(folder, 'teams.yaml'), loadTeams);
  const problems = [...(policy.ok ? [] : policy.problems), ...(teams.ok ? [] : teams.problems)];
  if (!policy.ok || !teams.ok) return { ok: false, problems };
  const { policyDigest } = policy;
  return { ok: true, organisation: { policy: policy.policy, policyDigest, teams: teams.document } };
}

/** Compiles one policy file; the digest is that of its contents, whatever their order or layout. */
export function compilePolicy(file: string): CompiledPolicy {
  const loaded = load(file, loadPolicy);
  if (!loaded.ok) return loaded;
  const hash = createHash('sha256').update(canonicalJson(loaded.document)).digest('base64url');
  return { ok: true, policy: loaded.document, policyDigest: `sha256-${hash}` };
}

/** One line for a problem: `policy.yaml:3:5: /rules/0/id must not be empty`. */
export function problemLine({ file, line, column, pointer, message }: FileProblem): string {
  return `${file}:${line}:${column}: ${pointer === '' ? '' : `${pointer} `}${message}`;
}

type Loaded<Document> =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

function load<Document>(
  path: string,
  loader: (text: string, file: string) => Loaded<Document>,
): { readonly ok: true; readonly document: Document } | { readonly ok: false; readonly problems: readonly string[] } {
  const file = shortPath(path);
  const text = readText(path);
  if (!text.ok) return { ok: false, problems: [`${file}: ${text.problem}`] };
  const loaded = loader(text.text, file);
  return loaded.ok ? loaded : { ok: false, problems: loaded.problems.map(problemLine) };
}

/** Reads a text file, or says in a sentence why that does not work. */
export function readText(
  path: string,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string } {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reasons = new Map([
      ['ENOENT', 'there is no such file'],
      ['EISDIR', 'this is a folder, not a file'],
      ['EACCES', 'the file may not be read'],
      ['ERR_ENCODING_INVALID_ENCODED_DATA', 'the file is not UTF-8 text'],
    ]);
    return { ok: false, problem: reasons.get(code) ?? 'the file cannot be read' };
  }
}

/** As a person would type it: relative where that is shorter. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere !== '' && fromHere.length < path.length && !fromHere.startsWith('..') ? fromHere : path;
}
