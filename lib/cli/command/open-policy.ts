import { statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { usualOwnerTag } from '../../identity/load.ts';
import { type Policy, preparePolicy } from '../../policy/policy.ts';
import { compileOrganisation, compilePolicy, fileBeside } from '../compile/compile.ts';
import type { PolicyOptions } from './options.ts';

export type OpenedPolicy =
  | {
      readonly ok: true;
      readonly policy: Policy;
      /** Names of the teams; `undefined` where no file beside the policy tells them. */
      readonly teams?: readonly string[];
      /** The tag that names the owner of a pipeline. */
      readonly ownerTag: string;
      /** What the files say and can hardly mean, in sentences. */
      readonly warnings: readonly string[];
      /** Exceptions that have ended, one line each; `warnings` has them as well. */
      readonly ended: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

type Files = Pick<PolicyOptions, 'folder' | 'policyFile' | 'exceptionsFile'>;

/** The policy that options name, ready to judge; the teams beside it are read as well, since exceptions are for teams. */
export function openPolicy(files: Files, now: Date): OpenedPolicy {
  const policyFile = policyFileOf(files);
  const { exceptionsFile } = files;
  if (fileBeside(policyFile, 'teams.yaml') === undefined) {
    const compiled = compilePolicy(policyFile, { exceptionsFile, now });
    if (!compiled.ok) return compiled;
    const { ended, warnings } = compiled;
    const policy = preparePolicy(compiled.policy, compiled.policyDigest);
    return { ok: true, policy, ownerTag: usualOwnerTag, warnings, ended };
  }
  const compiled = compileOrganisation(dirname(policyFile), { policyFile, exceptionsFile, now });
  if (!compiled.ok) return compiled;
  const { policy, policyDigest, teams } = compiled.organisation;
  const { ownerTag } = teams;
  const { warnings, ended } = compiled;
  const prepared = preparePolicy(policy, policyDigest);
  return { ok: true, policy: prepared, teams: Object.keys(teams.teams), ownerTag, warnings, ended };
}

/**
 * Another policy to compare with: a file or a folder. Where no exceptions are beside it, those of the first hold for it as well.
 */
export function openOther(operand: string, files: Files, now: Date): OpenedPolicy {
  const isFolder = statSync(operand, { throwIfNoEntry: false })?.isDirectory() === true;
  const policyFile = isFolder ? join(operand, 'policy.yaml') : operand;
  const own = fileBeside(policyFile, 'exceptions.yaml');
  const exceptionsFile = files.exceptionsFile ?? own ?? fileBeside(policyFileOf(files), 'exceptions.yaml');
  return openPolicy({ folder: undefined, policyFile, exceptionsFile }, now);
}

export function policyFileOf({ folder = defaultFolder(), policyFile }: Pick<Files, 'folder' | 'policyFile'>): string {
  return policyFile ?? join(folder, 'policy.yaml');
}

function defaultFolder(): string {
  return relative(process.cwd(), fileURLToPath(new URL('../../../infra/organisation', import.meta.url))) || '.';
}
