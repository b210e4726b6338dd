import { readFileSync } from 'node:fs';
import type { TeamsDocument } from '../identity/teams.ts';
import type { PolicyDocument } from '../policy/policy.ts';

/**
 * The organisation's data as the running code reads it: compiled from YAML and checked when the service starts or is deployed, so
 * that nothing has to be parsed or can be wrong at night.
 */
export interface Organisation {
  readonly policy: PolicyDocument;
  /** `sha256-` and the base64url SHA-256 of the policy's canonical JSON; it stands on every answer and in every log line. */
  readonly policyDigest: string;
  readonly teams: TeamsDocument;
}

/**
 * Reads a compiled organisation. The build that made this code made and checked the file too, so it is trusted as the code is.
 */
export function readOrganisation(file: string): Organisation {
  return JSON.parse(readFileSync(file, 'utf8')) as Organisation;
}
