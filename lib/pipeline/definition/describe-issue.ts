import type * as v from 'valibot';
import { parseArn } from '../../arn.ts';
import { toPointer } from '../../json/pointer.ts';
import { understandSchedule } from '../../schedule/parse.ts';
import { checkTimezone } from '../../schedule/timezone.ts';
import {
  type DefinitionProblem,
  type DefinitionProblemCode,
  shortened,
  summaryOf,
  type UnwordedProblem,
} from './definition-problem.ts';
import { definitionSchema } from './definition-schema.ts';
import type { Respelling } from './respelling.ts';
import { isOptional, schemaAt, wordsOf } from './schema-tree.ts';
import { type Repair, repairOf } from './suggest-value.ts';
import { ownPrefix, reservedPrefixOf } from './tag-map.ts';

type Issue = v.BaseIssue<unknown>;

/** The problem behind an issue that valibot found in a respelt body. */
export function problemBehind(issue: Issue, respelling: Respelling): UnwordedProblem {
  const path = (issue.path ?? []).map((item) => String(item.key));
  const pointer = toPointer(respelling.sentPath(path));
  return {
    pointer,
    describe() {
      const { fix, ...problem } = describeIssue(issue, path);
      const sentFix = fix && respelling.sentPatch(path, fix);
      return { ...problem, pointer, ...(sentFix === undefined ? {} : { fix: sentFix }) };
    },
  };
}

/** The problem in terms of the respelt body. */
function describeIssue(issue: Issue, path: readonly string[]): DefinitionProblem {
  const pointer = toPointer(path);
  const shape = schemaAt(definitionSchema, path);
  const code = codeOf(issue);
  const expected = issue.type === 'raw_check' || shape === undefined ? (issue.expected ?? 'nothing') : wordsOf(shape);
  const problem = { pointer, code, expected, received: summaryOf(issue.input) };
  const state = states[code];
  if (state !== undefined) {
    // A tag has no schema of its own and may go. The item of a list may not, because its neighbours would move.
    const omissible = code !== 'missing' && (shape === undefined || isOptional(shape));
    if (!omissible) return { ...problem, detail: `${labelOf(path)} ${state}: it must be ${expected}` };
    return { ...problem, detail: `${labelOf(path)} ${state}: omit it`, fix: [{ op: 'remove', path: pointer }] };
  }
  // Nobody's tag has such a key, so nothing is lost without it.
  if (code === 'reserved-tag-key') {
    const detail = `${labelOf(path)} ${predicateOf(issue, path, problem)}`;
    return { ...problem, detail, fix: [{ op: 'remove', path: pointer }] };
  }
  const repair =
    shape === undefined ? tagRepair(issue) : repairOf({ code, value: issue.input, requirement: issue.requirement, path }, shape);
  const detail = `${labelOf(path)} ${predicateOf(issue, path, problem)}${advice(repair)}`;
  if (repair === undefined) return { ...problem, detail };
  const suggested = { ...problem, detail, suggestion: repair.value };
  return repair.certain ? { ...suggested, fix: [{ op: 'replace', path: pointer, value: repair.value }] } : suggested;
}

/** Problems for which no value has to be put right. */
const states: Partial<Record<DefinitionProblemCode, string>> = {
  missing: 'is missing',
  empty: 'is empty',
  'null-member': 'is null, which is not allowed here',
};

function codeOf(issue: Issue): DefinitionProblemCode {
  if (issue.input === null) return 'null-member';
  if (issue.input === '' && issue.path?.at(-1)?.origin !== 'key') return 'empty';
  if (issue.type === 'picklist') return typeof issue.input === 'string' ? 'unknown-value' : 'wrong-type';
  // The schema's own checks have the code as their message.
  return codes.get(issue.type) ?? (issue.message as DefinitionProblemCode);
}

/** Of valibot's types of issues. A respelt object has no unknown member, so `strict_object` can only miss one. */
const codes: ReadonlyMap<string, DefinitionProblemCode> = new Map([
  ['strict_object', 'missing'],
  ['custom', 'wrong-type'],
  ['string', 'wrong-type'],
  ['boolean', 'wrong-type'],
  ['number', 'wrong-type'],
  ['integer', 'wrong-type'],
  ['array', 'wrong-type'],
  ['regex', 'pattern'],
  ['excludes', 'pattern'],
  ['min_length', 'too-short'],
  ['max_length', 'too-long'],
  ['min_value', 'below-minimum'],
  ['max_value', 'above-maximum'],
]);

function predicateOf(
  { input }: Issue,
  path: readonly string[],
  { code, expected, received }: Omit<DefinitionProblem, 'detail'>,
): string {
  const particular = typeof input === 'string' ? particulars[code]?.(input, path) : undefined;
  return particular ?? `must be ${expected}, but is ${received}`;
}

/** What can be said of a text beyond what was expected. */
const particulars: Partial<Record<DefinitionProblemCode, (input: string, path: readonly string[]) => string | undefined>> = {
  'invalid-schedule'(expression) {
    const parsed = understandSchedule(expression);
    return parsed.ok ? undefined : `cannot be read: ${parsed.problem.message}`;
  },
  'invalid-timezone'(zone) {
    const checked = checkTimezone(zone);
    return checked.ok ? 'is a time zone in the wrong case' : `is not a time zone: ${checked.message}`;
  },
  pattern(text, path) {
    const home = homesOfArns.get(parseArn(text)?.kind ?? '');
    return home === undefined || home === path.at(-1) ? undefined : `has an ARN that belongs in ${home}`;
  },
  'managed-workflow-version': () => 'names a workflow that AWS manages, which is only available at version x.x.x',
  'reserved-tag-key': (key) =>
    reservedPrefixOf(key) === ownPrefix
      ? `has a key that begins with ${ownPrefix}, which is reserved for imagegate: omit it`
      : 'has a key that begins with aws:, which is reserved for AWS: omit it',
};

const homesOfArns: ReadonlyMap<string, string> = new Map([
  ['image-recipe', 'imageRecipeArn'],
  ['container-recipe', 'containerRecipeArn'],
  ['infrastructure-configuration', 'infrastructureConfigurationArn'],
  ['distribution-configuration', 'distributionConfigurationArn'],
  ['workflow', 'workflowArn'],
]);

function advice(repair: Repair | undefined): string {
  if (repair === undefined) return '';
  const { value, certain } = repair;
  const isShort = typeof value === 'string' ? shortened(value) === value : typeof value !== 'object';
  if (!isShort) return certain ? ': write it as suggested' : '';
  return certain ? `: write ${summaryOf(value)}` : `: perhaps ${summaryOf(value)} is meant`;
}

/** The value of a tag is a text, also where it looks like a number. */
function tagRepair({ input }: Issue): Repair | undefined {
  return typeof input === 'number' || typeof input === 'boolean' ? { value: String(input), certain: true } : undefined;
}

/** How a sentence names a place: `timezone`, `containerTags[1]`, `tags/cost-center`. */
function labelOf(path: readonly string[]): string {
  const [last = 'the definition', parent] = path.toReversed();
  if (parent === 'tags' || parent === 'imageTags') return `${parent === 'tags' ? 'tag' : 'image tag'} ${shortened(last)}`;
  return parent !== undefined && /^[0-9]+$/.test(last) ? `${parent}[${last}]` : last;
}
