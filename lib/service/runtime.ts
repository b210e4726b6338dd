import { randomUUID } from 'node:crypto';
import type { TeamsDocument } from '../identity/teams.ts';
import { type Policy, preparePolicy } from '../policy/policy.ts';
import { type Buckets, createBuckets } from '../time/rate.ts';
import { type Organisation, readOrganisation } from './organisation.ts';
import { type Deployment, parseSettings, type Settings } from './settings.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';

/** What every function has at hand. Made once when the process starts; nothing in it belongs to a request. */
export interface Runtime {
  readonly deployment: Deployment;
  /** Of imagegate; absent where nobody says it. */
  readonly version?: string | undefined;
  /** Of the policy that holds, whether this function judges by it or not. */
  readonly policyDigest: string;
  readonly teams: TeamsDocument;
  readonly corsOrigins: readonly string[];
  /** Takes from a caller's own allowance; absent: nobody has one here. */
  readonly shares?: Buckets | undefined;
  readonly telemetry: Telemetry;
  readonly clock: () => Date;
  readonly timer: () => number;
  readonly newId: () => string;
}

/** What a function has at hand that judges, or tells of the rules. */
export interface JudgingRuntime extends Runtime {
  readonly policy: Policy;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment and the compiled organisation. Throws, and so stops the process from starting, when either is wrong. */
export function startRuntime(environment: Environment = process.env): Runtime {
  return runtimeOf(organisationIn(environment));
}

/** The same for who needs the rules; they are made ready here, and the code that judges comes along. */
export function startJudgingRuntime(environment: Environment = process.env): JudgingRuntime {
  const found = organisationIn(environment);
  const { policy, policyDigest } = found.organisation;
  return { ...runtimeOf(found), policy: preparePolicy(policy, policyDigest) };
}

interface Startup {
  readonly settings: Settings;
  readonly organisation: Organisation;
}

function organisationIn(environment: Environment): Startup {
  const settings = parseSettings(environment);
  return { settings, organisation: readOrganisation(settings.organisationFile) };
}

function runtimeOf({ settings, organisation }: Startup): Runtime {
  return {
    deployment: settings.deployment,
    version: settings.version,
    policyDigest: organisation.policyDigest,
    teams: organisation.teams,
    corsOrigins: settings.corsOrigins,
    shares: settings.callerRate && createBuckets(settings.callerRate),
    telemetry: createTelemetry({
      coldStart: true,
      node: process.version,
      ...(settings.codeCache === undefined ? {} : { codeCache: settings.codeCache }),
    }),
    clock: () => new Date(),
    // Not `performance.now()`, whose module Node.js would load for it.
    timer: () => Number(process.hrtime.bigint()) / 1e6,
    newId: randomUUID,
  };
}
