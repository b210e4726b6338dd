import type { PatchOperation } from '../../json/patch.ts';
import { toPointer } from '../../json/pointer.ts';
import { nearest } from '../../text/spelling.ts';
import { counted, type DefinitionProblem, shortened, summaryOf, type UnwordedProblem } from './definition-problem.ts';
import { entriesOf, itemOf, type SchemaNode } from './schema-tree.ts';

/** A member that the schema does not know. */
export interface UnknownMember {
  /** Where it stands in what was sent; the last segment is its name. */
  readonly path: readonly string[];
  /** The members that its object may have. */
  readonly known: readonly string[];
}

/** What an unknown member stands for beyond doubt. */
export interface Meaning {
  readonly member: string;
  /** The patch that renames it; `undefined` where only a person can. */
  readonly fix: () => readonly PatchOperation[] | undefined;
}

/** The problem of one unknown member. */
export function unknownMember(schema: SchemaNode, { path, known }: UnknownMember, meaning?: Meaning): UnwordedProblem {
  const pointer = toPointer(path);
  const name = path.at(-1) ?? '';
  return {
    pointer,
    describe(): DefinitionProblem {
      const { says, suggestion, removable } = meaning === undefined ? explain(schema, path, known) : rename(meaning);
      const removal = removable === true ? [{ op: 'remove', path: pointer } as const] : undefined;
      const fix = meaning === undefined ? removal : meaning.fix();
      return {
        pointer,
        code: 'unknown-member',
        detail: `${shortened(name)} ${says}`,
        expected: meaning?.member ?? `one of ${known.join(', ')}`,
        received: summaryOf(name),
        ...(suggestion === undefined ? {} : { suggestion }),
        ...(fix === undefined ? {} : { fix }),
      };
    },
  };
}

/** One problem for an object with so many unknown members that a list of them would help nobody. */
export function unknownMembers(path: readonly string[], members: readonly string[]): UnwordedProblem {
  const pointer = toPointer(path);
  const examples = members.slice(0, 3).map(shortened).join(', ');
  return {
    pointer,
    describe: () => ({
      pointer,
      code: 'unknown-member',
      detail: `${counted(members.length, 'member')} are unknown to Image Builder, for example ${examples}`,
      expected: 'the members of CreateImagePipeline',
      received: counted(members.length, 'unknown member'),
    }),
  };
}

interface Explanation {
  readonly says: string;
  readonly suggestion?: string | undefined;
  readonly removable?: boolean;
}

function rename({ member }: Meaning): Explanation {
  return { says: `is written ${member}`, suggestion: member };
}

function explain(schema: SchemaNode, path: readonly string[], known: readonly string[]): Explanation {
  const member = path.at(-1) ?? '';
  const foreign = path.length === 1 ? foreignMembers.get(bare(member)) : undefined;
  if (foreign !== undefined) return foreign;
  const twin = known.find((candidate) => bare(candidate) === bare(member));
  if (twin !== undefined) return { says: `is written ${twin}, which is there too: keep one of them`, suggestion: twin };
  const home = homeOf(schema, bare(member));
  if (home !== undefined) return { says: `stands in the wrong place: it belongs at ${home}` };
  const [suggestion, ...others] = likely(member, known);
  if (suggestion === undefined) return { says: 'is unknown to Image Builder' };
  if (others.length === 0) return { says: `is unknown to Image Builder: perhaps ${suggestion} is meant`, suggestion };
  return { says: `is unknown to Image Builder: perhaps ${[suggestion, ...others].join(' or ')} is meant` };
}

const readOnly: Explanation = { says: 'is set by Image Builder and is not part of a definition: omit it', removable: true };
const viewOnly: Explanation = {
  says: 'is a part of the view, not of the definition: GET /v1/pipelines/{name}/definition gives the form that can be sent',
  removable: true,
};

/** Top-level members of what people send in place of a definition: an answer, a view, an update, a template. Keys are bare. */
const foreignMembers: ReadonlyMap<string, Explanation> = new Map<string, Explanation>([
  ['dryrun', { says: 'is not needed here: POST /v1/policy/evaluations gives the verdict and changes nothing', removable: true }],
  ['imagepipelinearn', { says: 'is not needed here: the name says which pipeline is meant', removable: true }],
  ['imagepipeline', { says: 'is the envelope of an answer: send the object inside it' }],
  ['properties', { says: 'is the envelope of a CloudFormation resource: send the object inside it' }],
  ['type', { says: 'belongs to a CloudFormation resource: omit it', removable: true }],
  ...['arn', 'platform', 'datecreated', 'dateupdated', 'datelastrun', 'datenextrun', 'lastrunstatus', 'consecutivefailures'].map(
    (member): [string, Explanation] => [member, readOnly],
  ),
  ...['requestid', 'deploymentid', 'tagsall'].map((member): [string, Explanation] => [member, readOnly]),
  ...['displayname', 'output', 'health', 'compliance', 'createdat', 'updatedat', 'nextrunat'].map(
    (member): [string, Explanation] => [member, viewOnly],
  ),
]);

/** Names that people use for a member and that do not resemble its own. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['enabled', 'status'],
  ['state', 'status'],
  ['cron', 'scheduleExpression'],
  ['rate', 'scheduleExpression'],
]);

function likely(member: string, known: readonly string[]): readonly string[] {
  const alias = aliases.get(bare(member));
  if (alias !== undefined && known.includes(alias)) return [alias];
  const close = nearest(member, known);
  return close === undefined ? sharingMostWords(member, known) : [close];
}

/**
 * `cronExpression` shares a word with `scheduleExpression` and with no other member; `logGroupName` shares three with each of
 * two, which are told both. That several share one word says nothing.
 */
function sharingMostWords(member: string, known: readonly string[]): readonly string[] {
  const words = wordsOfName(member);
  const shared = known.map((candidate) => wordsOfName(candidate).filter((word) => words.includes(word)).length);
  const most = Math.max(0, ...shared);
  const found = known.filter((_, index) => most > 0 && shared[index] === most);
  return found.length === 1 || (most > 1 && found.length === 2) ? found : [];
}

function wordsOfName(name: string): string[] {
  const spaced = name.slice(0, 64).replace(/([a-z])([A-Z])/g, '$1 $2');
  return spaced.toLowerCase().split(/[^a-z0-9]+/);
}

/**
 * The place of the one member of this bare name somewhere else in the schema: a misplaced `timezone` belongs at
 * /schedule/timezone.
 */
function homeOf(schema: SchemaNode, name: string, path: readonly string[] = []): string | undefined {
  const entries = entriesOf(schema);
  if (entries === undefined) {
    const item = itemOf(schema);
    return item === undefined ? undefined : homeOf(item, name, [...path, '0']);
  }
  for (const [member, shape] of Object.entries(entries)) {
    const here = [...path, member];
    const home = bare(member) === name ? toPointer(here) : homeOf(shape, name, here);
    if (home !== undefined) return home;
  }
  return undefined;
}

/** A name without what differs between CloudFormation (`ImageRecipeArn`), Terraform (`image_recipe_arn`) and the API. */
export function bare(name: string): string {
  return name
    .slice(0, 64)
    .toLowerCase()
    .replace(/[-_\s]/g, '');
}
