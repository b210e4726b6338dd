import { randomUUID } from 'node:crypto';
import type { TeamsDocument } from './identity/teams.ts';
import { readOrganisation } from './organisation.ts';
import { type Policy, preparePolicy } from './policy/policy.ts';
import { type Deployment, parseSettings } from './settings.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';

/** What every function has at hand. Made once when the process starts; nothing in it belongs to a request. */
export interface Runtime {
  readonly deployment: Deployment;
  readonly policy: Policy;
  readonly teams: TeamsDocument;
  readonly corsOrigins: readonly string[];
  readonly telemetry: Telemetry;
  readonly clock: () => Date;
  readonly timer: () => number;
  readonly newId: () => string;
}

/** Reads the environment and the compiled organisation. Throws, and so stops the process from starting, when either is wrong. */
export function startRuntime(environment: Readonly<Record<string, string | undefined>> = process.env): Runtime {
  const settings = parseSettings(environment);
  const organisation = readOrganisation(settings.organisationFile);
  return {
    deployment: settings.deployment,
    policy: preparePolicy(organisation.policy, organisation.policyDigest),
    teams: organisation.teams,
    corsOrigins: settings.corsOrigins,
    telemetry: createTelemetry(),
    clock: () => new Date(),
    timer: () => performance.now(),
    newId: randomUUID,
  };
}
