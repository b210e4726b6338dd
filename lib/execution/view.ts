import { type Home, parseArn } from '../arn.ts';
import { timeOf } from '../pipeline/stored/time.ts';
import { kebabOf } from '../pipeline/view/enum-view.ts';
import { imageStatuses, runningStatuses } from '../pipeline/view/health.ts';
import type { ExceptedFinding, Finding } from '../policy/verdict.ts';
import { type FailureView, failureView } from './failure.ts';
import { executionIdOf } from './id.ts';
import type { AmiRecord, ImageRecord } from './image-builder.ts';
import { type LogView, logView } from './log.ts';
import { startedByOf, tagsView } from './started-by.ts';

/**
 * An execution as callers see it: one run of a pipeline, and what came of it. Every key is always there: what is absent upstream
 * is `null`, a list `[]`, a map `{}`. Enums are lower-case kebab or `unknown:<VALUE>`; times are RFC 3339, UTC.
 */
export interface ExecutionView {
  /** `<recipe>-<x.y.z>-<build>`; `null` for an image whose ARN has another form, which cannot be asked for. */
  readonly id: string | null;
  /** How the pipeline is addressed. */
  readonly pipeline: string;
  /** ARN of the image that the run makes. */
  readonly arn: string;
  readonly recipe: { readonly name: string | null; readonly version: string | null };
  /** Counts the builds of the recipe version, whichever pipeline made them. */
  readonly build: number | null;
  /** `null` where it could not be read back after the start. */
  readonly state: string | null;
  /** Whether nothing more comes of the run. A state that this version does not know counts as one of a run that goes on. */
  readonly ended: boolean;
  /** Why the state is what it is, in Image Builder's words. */
  readonly reason: string | null;
  readonly failure: FailureView | null;
  /** `manual`, `scheduled`, `import` or `import-iso`. */
  readonly trigger: string | null;
  /** Who started a manual run through imagegate; `null` where nobody did, or somebody did around the door. */
  readonly startedBy: string | null;
  readonly platform: string | null;
  readonly outputs: OutputsView;
  /** Where the build logs go; `null` where that cannot be told. */
  readonly log: LogView | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly startedAt: string | null;
  /** Whole seconds since the start, of a run that goes on; `null` afterwards, because Image Builder keeps no time of the end. */
  readonly durationSeconds: number | null;
  /** What is good to know besides. */
  readonly notices: readonly ExecutionNotice[];
}

export interface OutputsView {
  readonly amis: readonly AmiView[];
  readonly containers: readonly { readonly region: string | null; readonly uris: readonly string[] }[];
}

export interface AmiView {
  readonly region: string | null;
  /** The account that it was distributed to. */
  readonly account: string | null;
  /** For example `ami-0abcdef1234567890`. */
  readonly id: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly state: string | null;
  readonly reason: string | null;
}

export interface ExecutionNotice {
  /** Stable; the sentence beside it is not. */
  readonly code: 'pipeline-disabled' | 'policy-advisory' | 'policy-exception' | 'unreadable-members';
  readonly message: string;
  /** What a rule has found, where it is a rule that speaks. */
  readonly finding?: Finding | ExceptedFinding;
}

export interface ViewContext {
  /** How the pipeline is addressed. */
  readonly pipeline: string;
  readonly home: Home;
  readonly now: Date;
  readonly notices?: readonly ExecutionNotice[];
}

/** The view of an execution at a time. Total: no answer of Image Builder makes it throw. */
export function executionView(record: ImageRecord, { pipeline, home, now, notices = [] }: ViewContext): ExecutionView {
  const { name = null, version = null, build } = parseArn(record.arn) ?? {};
  const startedAt = timeOf(record.dateCreated);
  const ended = hasEnded(record);
  return {
    id: executionIdOf(record.arn) ?? null,
    pipeline,
    arn: record.arn,
    recipe: { name, version },
    build: build !== undefined && /^\d{1,10}$/.test(build) ? Number(build) : null,
    state: kebabOf(record.state?.status || undefined, imageStatuses),
    ended,
    reason: record.state?.reason || null,
    failure: failureView(record.state?.failureContext),
    trigger: triggerOf(record.buildType),
    startedBy: startedByOf(record),
    platform: kebabOf(record.platform || undefined, ['Windows', 'Linux', 'macOS']),
    outputs: outputsView(record.outputResources),
    log: logView(record, home),
    tags: tagsView(record),
    startedAt: startedAt?.toISOString() ?? null,
    durationSeconds: ended || startedAt === undefined ? null : secondsBetween(startedAt, now),
    notices: [...oddities(record), ...notices],
  };
}

function oddities({ unreadable }: ImageRecord): readonly ExecutionNotice[] {
  if (unreadable === undefined) return [];
  const members = unreadable.join(', ');
  return [{ code: 'unreadable-members', message: `Image Builder gave ${members} in an undocumented form: shown as absent.` }];
}

/** Whether nothing more comes of a run; what became of its image later on, as `DEPRECATED`, does not start it again. */
export function hasEnded({ state }: ImageRecord): boolean {
  const status = state?.status;
  return status !== undefined && imageStatuses.includes(status) && !runningStatuses.includes(status);
}

/** `SCHEDULED` also stands for a rule of EventBridge (Image Builder API Reference, Image, buildType). */
function triggerOf(buildType: string | undefined): string | null {
  return buildType === 'USER_INITIATED' ? 'manual' : kebabOf(buildType || undefined, ['SCHEDULED', 'IMPORT', 'IMPORT_ISO']);
}

function outputsView({ amis = [], containers = [] }: NonNullable<ImageRecord['outputResources']> = {}): OutputsView {
  return {
    amis: amis.map(amiView),
    containers: containers.map(({ region, imageUris }) => ({ region: region || null, uris: imageUris ?? [] })),
  };
}

function amiView({ region, accountId, image, name, description, state }: AmiRecord): AmiView {
  return {
    region: region || null,
    account: accountId || null,
    id: image || null,
    name: name || null,
    description: description || null,
    state: kebabOf(state?.status || undefined, imageStatuses),
    reason: state?.reason || null,
  };
}

/** The service's clock may be ahead of ours. */
function secondsBetween(start: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - start.getTime()) / 1_000));
}
