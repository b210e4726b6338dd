import { isFloating, parseArn } from '../../arn.ts';
import type { ExceptedFinding, Finding, Verdict } from '../../policy/verdict.ts';
import { defaultLogGroups, defaultTestMinutes } from '../definition/aws-defaults.ts';
import { normaliseName } from '../definition/name.ts';
import type { PipelineRecord, WorkflowRecord } from '../stored/image-builder.ts';
import { keysTag } from '../stored/request-key.ts';
import { timeOf } from '../stored/time.ts';
import { kebabOf } from './enum-view.ts';
import { type HealthView, healthView } from './health.ts';
import { type ScheduleView, scheduleView, secondsOf } from './schedule-view.ts';

/**
 * A pipeline as callers see it. Every key is always there: what is absent upstream is `null`, a list `[]`, a map `{}`. Values
 * that Image Builder uses without showing them are written out. Enums are lower-case kebab or `unknown:<VALUE>`; times are RFC
 * 3339, UTC.
 */
export interface PipelineView {
  /** Last segment of the ARN: how the pipeline is addressed. */
  readonly name: string;
  /** The name as it was typed. */
  readonly displayName: string;
  readonly arn: string;
  readonly description: string | null;
  readonly status: string;
  readonly platform: string | null;
  /** What a run makes: `ami` or `container`. */
  readonly output: 'ami' | 'container' | null;
  readonly recipe: RecipeView | null;
  readonly infrastructure: ConfigurationView | null;
  readonly distribution: ConfigurationView | null;
  readonly schedule: ScheduleView | null;
  readonly tests: { readonly enabled: boolean; readonly timeoutMinutes: number };
  readonly scanning: { readonly enabled: boolean; readonly repository: string | null; readonly tags: readonly string[] };
  readonly workflows: readonly WorkflowView[];
  readonly executionRole: string | null;
  readonly enhancedMetadata: boolean;
  readonly logging: { readonly image: LogGroupView; readonly pipeline: LogGroupView };
  readonly tags: Readonly<Record<string, string>>;
  readonly imageTags: Readonly<Record<string, string>>;
  readonly health: HealthView;
  readonly compliance: ComplianceView;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly nextRunAt: string | null;
}

/** Names and versions are parsed from the ARN; `null` where it has another form than documented. */
export interface RecipeView {
  readonly name: string | null;
  readonly version: string | null;
  readonly arn: string;
  /** Whether Image Builder chooses the newest version that matches a wildcard. */
  readonly floating: boolean;
}

export interface ConfigurationView {
  readonly name: string | null;
  readonly arn: string;
}

export interface WorkflowView {
  /** `build`, `test` or `distribution`. */
  readonly kind: string | null;
  readonly name: string | null;
  readonly version: string | null;
  readonly arn: string;
  readonly parameters: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly parallelGroup: string | null;
  readonly onFailure: string | null;
}

export interface LogGroupView {
  readonly group: string | null;
  /** Whether the group was named, or is the service's default. */
  readonly explicit: boolean;
}

export interface ComplianceView {
  readonly compliant: boolean;
  readonly violations: number;
  readonly advisories: number;
  /** Findings that do not count, because an exception admits what they are about. */
  readonly excepted: number;
  /** Violations, then advisories, then what exceptions admit, each of these with its `exception`. */
  readonly findings: readonly (Finding | ExceptedFinding)[];
}

/** As much of a verdict as a view tells. */
export type Ruling = Pick<Verdict, 'decision' | 'violations' | 'advisories' | 'excepted'>;

/** The view of a pipeline at a time, with what the rules say of it. Total: no answer of Image Builder makes it throw. */
export function pipelineView(record: PipelineRecord, { verdict, now }: { verdict: Ruling; now: Date }): PipelineView {
  const schedule = scheduleView(record, now);
  return {
    name: parseArn(record.arn)?.name ?? normaliseName(record.name),
    displayName: record.name,
    arn: record.arn,
    description: record.description || null,
    status: kebabOf(record.status ?? 'ENABLED', ['ENABLED', 'DISABLED']) ?? 'enabled',
    platform: kebabOf(record.platform, ['Windows', 'Linux', 'macOS']),
    output: outputOf(record),
    recipe: recipeView(record.imageRecipeArn || record.containerRecipeArn),
    infrastructure: configurationView(record.infrastructureConfigurationArn),
    distribution: configurationView(record.distributionConfigurationArn),
    schedule,
    tests: {
      enabled: record.imageTestsConfiguration?.imageTestsEnabled ?? true,
      timeoutMinutes: record.imageTestsConfiguration?.timeoutMinutes ?? defaultTestMinutes,
    },
    scanning: scanningView(record),
    workflows: (record.workflows ?? []).map(workflowView),
    executionRole: record.executionRole || null,
    enhancedMetadata: record.enhancedImageMetadataEnabled ?? true,
    logging: loggingView(record),
    tags: tagsView(record),
    imageTags: { ...record.imageTags },
    health: healthView(record),
    compliance: complianceView(verdict),
    createdAt: timeOf(record.dateCreated)?.toISOString() ?? null,
    updatedAt: timeOf(record.dateUpdated)?.toISOString() ?? null,
    nextRunAt: nextRunAt(record, schedule, now),
  };
}

/** Without what imagegate itself remembers there. */
function tagsView({ tags = {} }: PipelineRecord): Readonly<Record<string, string>> {
  const { [keysTag]: _, ...shown } = tags;
  return shown;
}

function outputOf({ imageRecipeArn, containerRecipeArn }: PipelineRecord): PipelineView['output'] {
  if (imageRecipeArn) return 'ami';
  return containerRecipeArn ? 'container' : null;
}

function recipeView(arn: string | undefined): RecipeView | null {
  if (!arn) return null;
  const { name = null, version = null } = parseArn(arn) ?? {};
  return { name, version, arn, floating: version !== null && isFloating(version) };
}

function configurationView(arn: string | undefined): ConfigurationView | null {
  return arn ? { name: parseArn(arn)?.name ?? null, arn } : null;
}

/** Container images are scanned in this repository unless another is named (EcrConfiguration). */
const defaultRepository = 'image-builder-image-scanning-repository';

function scanningView({ imageScanningConfiguration, containerRecipeArn }: PipelineRecord): PipelineView['scanning'] {
  const { imageScanningEnabled: enabled = false, ecrConfiguration } = imageScanningConfiguration ?? {};
  const assumed = enabled && containerRecipeArn ? defaultRepository : null;
  return { enabled, repository: ecrConfiguration?.repositoryName || assumed, tags: ecrConfiguration?.containerTags ?? [] };
}

function workflowView({ workflowArn: arn, parameters = [], parallelGroup, onFailure }: WorkflowRecord): WorkflowView {
  const { stage: kind = null, name = null, version = null } = parseArn(arn) ?? {};
  return {
    kind,
    name,
    version,
    arn,
    parameters: parameters.map((parameter) => ({ name: parameter.name, values: parameter.value })),
    parallelGroup: parallelGroup || null,
    onFailure: kebabOf(onFailure || undefined, ['CONTINUE', 'ABORT']),
  };
}

function loggingView(record: PipelineRecord): PipelineView['logging'] {
  const { imageLogGroupName, pipelineLogGroupName } = record.loggingConfiguration ?? {};
  const assumed = defaultLogGroups(record);
  return {
    image: { group: imageLogGroupName || assumed.imageLogGroupName || null, explicit: Boolean(imageLogGroupName) },
    pipeline: { group: pipelineLogGroupName || assumed.pipelineLogGroupName, explicit: Boolean(pipelineLogGroupName) },
  };
}

function complianceView({ decision, violations, advisories, excepted }: Ruling): ComplianceView {
  return {
    compliant: decision === 'allow',
    violations: violations.length,
    advisories: advisories.length,
    excepted: excepted.length,
    findings: [...violations, ...advisories, ...excepted],
  };
}

/** The service's own word while it is still to come; it lags behind a change, and a disabled pipeline has no next run. */
function nextRunAt(record: PipelineRecord, schedule: ScheduleView | null, now: Date): string | null {
  if (schedule === null || record.status === 'DISABLED') return null;
  const announced = timeOf(record.dateNextRun);
  if (announced !== undefined && announced > now) return secondsOf(announced);
  return schedule.nextRuns[0] ?? null;
}
