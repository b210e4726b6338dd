import type { Difference } from '../../json/difference.ts';
import { fromPointer, valueAt } from '../../json/pointer.ts';
import type { JsonValue } from '../../json/value.ts';
import type { Defaulted } from '../../policy/defaults.ts';
import type { Finding } from '../../policy/verdict.ts';
import type { Definition } from '../definition/definition.ts';
import { shortened, summaryOf } from '../definition/definition-problem.ts';
import type { PipelineRecord } from '../stored/image-builder.ts';
import { isTagChange } from './changes.ts';
import type { Proposal } from './proposal.ts';

/**
 * What a write does that its author may not have meant: an advisory without a rule behind it. It has the members of a finding, so
 * that it can stand among them, except those that only a rule can fill.
 */
export interface ChangeNotice extends Omit<Finding, 'remedy' | 'docs' | 'fix' | 'fingerprint'> {
  readonly rule: 'imagegate';
  readonly type: 'change';
  readonly code: NoticeCode;
  readonly level: 'warn';
}

/**
 * `dropped`: something was there, the body does not have it, and it goes. `reset`: likewise, and a default takes its place.
 * `kept`: the body names no status, and the pipeline stays disabled. `defaulted`: the policy filled in what the definition does
 * not have. `differs`: Image Builder shows another value than was written. `forgotten`: Image Builder begins to count failures
 * anew. `pair`: two tags are called as the halves of one tag are elsewhere. `key-not-kept`: the pipeline could not remember the
 * idempotency key.
 */
export type NoticeCode = 'dropped' | 'reset' | 'kept' | 'defaulted' | 'differs' | 'forgotten' | 'pair' | 'key-not-kept';

/** An advisory of a write: a finding at level `warn`, or a notice. */
export type Advisory = Finding | ChangeNotice;

/** What a replacement does beside what its body says. `changes` lead from the pipeline as it stands to the one that results. */
export function noticesOfReplacement({ definition, originOf }: Proposal, changes: readonly Difference[]): ChangeNotice[] {
  const unsaid = changes.filter(({ pointer, before }) => before !== undefined && valueAt(definition, pointer) === undefined);
  const notices = unsaid.map((change) => (change.after === undefined ? dropped(change) : reset(change)));
  const keepsDisabled = definition.status === 'DISABLED' && originOf('/status') === 'existing';
  return keepsDisabled ? [kept, ...notices] : notices;
}

/** What the policy filled in. */
export function noticesOfDefaults(defaulted: readonly Defaulted[], changes: readonly Difference[] = []): ChangeNotice[] {
  return defaulted.map(({ pointer, value }) => {
    const before = changes.find((change) => change.pointer === pointer)?.before;
    const was = before === undefined ? '' : `; it was ${summaryOf(before)}`;
    return notice('defaulted', {
      pointer,
      message: `${labelOf(pointer)} is not given and becomes ${textOf(value)}, the default of the policy${was}`,
      actual: jsonOf(before),
      expected: value,
      origin: 'policy-default',
    });
  });
}

/** The changes that no default of the policy accounts for. */
export function besideDefaults(changes: readonly Difference[], defaulted: readonly Defaulted[]): readonly Difference[] {
  return changes.filter(
    ({ pointer }) => !defaulted.some((each) => each.pointer === pointer || pointer.startsWith(`${each.pointer}/`)),
  );
}

/**
 * What any update of settings does: the count of failures in a row is none again, whatever was updated (UpdateImagePipeline,
 * Image Builder API Reference). Who updates often keeps a failing pipeline from being disabled, and should know.
 */
export function noticesOfUpdate(record: PipelineRecord | undefined, changes: readonly Difference[]): ChangeNotice[] {
  const { consecutiveFailures = 0 } = record ?? {};
  if (consecutiveFailures === 0 || changes.every(isTagChange)) return [];
  const message = `Image Builder forgets the ${consecutiveFailures} failures in a row at every update of settings, and starts counting again`;
  const told = { pointer: '/schedule/autoDisablePolicy', message, actual: consecutiveFailures, expected: 0 };
  return [notice('forgotten', { ...told, origin: 'existing' })];
}

/** What is otherwise than it was written. */
export function noticesOfLookBack(changes: readonly Difference[]): ChangeNotice[] {
  return changes.map(({ pointer, before, after }) =>
    notice('differs', {
      pointer,
      message: `${labelOf(pointer)} was written as ${summaryOf(before)}, but Image Builder shows ${summaryOf(after)}: someone else may have written at the same time`,
      actual: jsonOf(after),
      expected: jsonOf(before),
      origin: 'existing',
    }),
  );
}

/**
 * Most APIs of AWS write a tag as `{ "Key": …, "Value": … }`, and Image Builder takes that for two tags.
 *
 * @param changes What the write changes; absent for a creation.
 */
export function noticesOfPairs(definition: Definition, changes?: readonly Difference[]): ChangeNotice[] {
  return (['tags', 'imageTags'] as const).flatMap((member) => {
    const { [member]: tags = {} } = definition;
    const [key, value] = [tags['Key'] ?? tags['key'], tags['Value'] ?? tags['value']];
    const isChanged = changes?.some(({ pointer }) => /^\/(?:imageT|t)ags(?:\/(?:key|value))?$/i.test(pointer)) ?? true;
    if (key === undefined || value === undefined || !isChanged) return [];
    const meant = JSON.stringify({ [key]: value });
    const message = `${member} has a tag named Key and one named Value; if one tag was meant, write ${shortened(meant)}`;
    return [notice('pair', { pointer: `/${member}`, message, actual: tags, expected: { [key]: value }, origin: 'request' })];
  });
}

function dropped({ pointer, before }: Difference): ChangeNotice {
  const message = `${labelOf(pointer)} is removed, because the body does not have it; it was ${summaryOf(before)}`;
  return notice('dropped', { pointer, message, actual: jsonOf(before), expected: null, origin: 'existing' });
}

function reset({ pointer, before, after }: Difference): ChangeNotice {
  const message = `${labelOf(pointer)} goes from ${summaryOf(before)} to the default ${summaryOf(after)}, because the body does not have it`;
  return notice('reset', { pointer, message, actual: jsonOf(before), expected: jsonOf(after), origin: 'aws-default' });
}

const kept = notice('kept', {
  pointer: '/status',
  message: 'status stays DISABLED, because the body does not name one; to enable the pipeline, send ENABLED',
  actual: 'DISABLED',
  expected: 'DISABLED',
  origin: 'existing',
});

export const keyNotKept = notice('key-not-kept', {
  pointer: '',
  message: 'the write is done, but the pipeline could not remember its idempotency key: do not send the same request again',
  actual: null,
  expected: null,
  origin: 'request',
});

type Told = Pick<ChangeNotice, 'pointer' | 'message' | 'actual' | 'expected' | 'origin'>;

function notice(code: NoticeCode, told: Told): ChangeNotice {
  return { rule: 'imagegate', type: 'change', level: 'warn', levelFrom: 'imagegate', code, ...told };
}

/** How a sentence names a place: `schedule`, `schedule.timezone`, `tag cost-center`. */
function labelOf(pointer: string): string {
  const [first = 'the definition', ...rest] = fromPointer(pointer);
  const tag = first === 'tags' ? 'tag' : 'image tag';
  if (rest.length > 0 && /^(?:tags|imageTags)$/.test(first)) return `${tag} ${shortened(rest.join('/'))}`;
  return [first, ...rest].join('.');
}

/** Defaults are written by the organisation, and what they say is worth its length. */
function textOf(value: JsonValue): string {
  return JSON.stringify(value);
}

/** Definitions come from JSON. */
function jsonOf(value: unknown): JsonValue {
  return value === undefined ? null : (value as JsonValue);
}
