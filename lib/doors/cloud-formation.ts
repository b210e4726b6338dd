import type { AccountRegion } from '../arn.ts';
import { fromPointer, toPointer } from '../json/pointer.ts';
import { isObject } from '../json/value.ts';
import { isFunctionName, isIntrinsic, resolveIntrinsic } from './intrinsic.ts';

type Path = readonly (string | number)[];

/** A pipeline of a template as the definition that CloudFormation would send. */
export interface TemplatePipeline {
  readonly logicalId: string;
  readonly body: unknown;
  /** What is known only when the template is deployed: the function in words, by the pointer into the definition. */
  readonly unresolved: ReadonlyMap<string, string>;
  /** Where in the template a value of the definition stands, or would stand. */
  pathOf(pointer: string): Path;
}

/** Source: AWS::ImageBuilder::ImagePipeline, AWS CloudFormation Template Reference Guide. */
const resourceType = 'AWS::ImageBuilder::ImagePipeline';

export function isTemplate(value: unknown): value is { readonly Resources: Readonly<Record<string, unknown>> } {
  return isObject(value) && isObject(value['Resources']);
}

/** The pipelines of a template, each as a definition. */
export function pipelinesIn(
  { Resources: resources }: { readonly Resources: Readonly<Record<string, unknown>> },
  place: AccountRegion,
): readonly TemplatePipeline[] {
  return Object.entries(resources).flatMap(([logicalId, resource]) =>
    isObject(resource) && resource['Type'] === resourceType ? [pipelineOf(logicalId, resource, place)] : [],
  );
}

/** Loops over resources, which only the service expands; what they make is not seen. */
export function loopsIn({ Resources: resources }: { readonly Resources: Readonly<Record<string, unknown>> }): readonly string[] {
  return Object.keys(resources).filter((key) => key.startsWith('Fn::') && JSON.stringify(resources[key]).includes(resourceType));
}

function pipelineOf(logicalId: string, resource: Readonly<Record<string, unknown>>, place: AccountRegion): TemplatePipeline {
  const start: Path = ['Resources', logicalId, 'Properties'];
  const draft: Draft = { place, unresolved: new Map(), origins: new Map([['', start]]) };
  const body = converted(resource['Properties'] ?? {}, [], start, draft) ?? {};
  const pathOf = (pointer: string): Path => {
    const segments = fromPointer(pointer);
    for (let known = segments.length; known > 0; known -= 1) {
      const path = draft.origins.get(toPointer(segments.slice(0, known)));
      if (path !== undefined) return [...path, ...segments.slice(known)];
    }
    return [...start, ...segments];
  };
  return { logicalId, body: withOneRecipe(body, draft.unresolved), unresolved: draft.unresolved, pathOf };
}

interface Draft {
  readonly place: AccountRegion;
  readonly unresolved: Map<string, string>;
  /** Paths into the template by pointers into the definition. */
  readonly origins: Map<string, Path>;
}

/** `undefined` where nothing is given, or where what is given is not known and can be left out. */
function converted(value: unknown, at: Path, from: Path, draft: Draft): unknown {
  const pointer = toPointer(at);
  draft.origins.set(pointer, from);
  if (isIntrinsic(value)) {
    const resolved = resolveIntrinsic(value, draft.place);
    if ('absent' in resolved) return undefined;
    if ('known' in resolved) return resolved.known;
    draft.unresolved.set(pointer, resolved.unknown);
    return standIn(at);
  }
  if (Array.isArray(value)) return convertedList(value, at, from, draft);
  return isObject(value) ? convertedMap(value, at, from, draft) : scalar(value, at);
}

function convertedList(list: readonly unknown[], at: Path, from: Path, draft: Draft): readonly unknown[] {
  const items: unknown[] = [];
  for (const [index, item] of list.entries()) {
    const result = converted(item, [...at, items.length], [...from, index], draft);
    if (result !== undefined) items.push(result);
  }
  return items;
}

function convertedMap(map: Readonly<Record<string, unknown>>, at: Path, from: Path, draft: Draft): unknown {
  const members = Object.entries(map).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
    if (isFunctionName(key)) {
      draft.unresolved.set(toPointer(at), key); // a transform or a loop, which may add any member
      return [];
    }
    const name = isTagMap(at) ? key : key.charAt(0).toLowerCase() + key.slice(1);
    const result = converted(value, [...at, name], [...from, key], draft);
    return result === undefined ? [] : [[name, result]];
  });
  return Object.fromEntries(members);
}

function isTagMap([member, ...rest]: Path): boolean {
  return (member === 'tags' || member === 'imageTags') && rest.length === 0;
}

const flags = ['enhancedImageMetadataEnabled', 'imageTestsEnabled', 'imageScanningEnabled'];
const numbers = ['timeoutMinutes', 'failureCount'];

/** CloudFormation turns scalars into the type of their property: "true" into true, 1234 into "1234". */
function scalar(value: unknown, at: Path): unknown {
  const name = at.length > 1 && isTagMap(at.slice(0, 1)) ? '' : String(at.at(-1));
  if (flags.includes(name)) return value === 'true' || (value === 'false' ? false : value);
  if (numbers.includes(name)) return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

const arn = (kind: string) => `arn:aws:imagebuilder:us-east-1:000000000000:${kind}/unresolved`;

/**
 * What stands for an unknown value while the rest is judged. What may be left out is left out; a schedule is one, whatever its
 * expression, and a tag is there, whatever its value. What rules say of these places is not told.
 */
function standIn(at: Path): unknown {
  const [member, ...rest] = at;
  if (rest.length === 0) return standIns.get(String(member));
  if (member === 'tags' || member === 'imageTags') return 'unresolved';
  const name = String(at.at(-1));
  if (name === 'scheduleExpression') return 'cron(0 0 1 1 ? *)';
  if (name === 'failureCount') return 1;
  if (name === 'workflowArn') return arn('workflow/build').concat('/1.0.0');
  if (member === 'workflows' && rest.length === 1) return { workflowArn: arn('workflow/build').concat('/1.0.0') };
  if (/\/parameters\/\d+$/.test(toPointer(at))) return { name: 'unresolved', value: [] };
  return name === 'name' || typeof at.at(-1) === 'number' ? 'unresolved' : emptyList(at);
}

function emptyList(at: Path): unknown {
  return /\/parameters\/\d+\/value$/.test(toPointer(at)) ? [] : undefined;
}

const standIns: ReadonlyMap<string, unknown> = new Map([
  ['name', 'unresolved'],
  ['imageRecipeArn', arn('image-recipe').concat('/1.0.0')],
  ['containerRecipeArn', arn('container-recipe').concat('/1.0.0')],
  ['infrastructureConfigurationArn', arn('infrastructure-configuration')],
  ['distributionConfigurationArn', arn('distribution-configuration')],
  ['executionRole', 'unresolved'],
]);

/** Templates choose between the two by a condition; with both there would be nothing to judge. */
function withOneRecipe(body: unknown, unresolved: ReadonlyMap<string, string>): unknown {
  if (!isObject(body) || body['imageRecipeArn'] === undefined || body['containerRecipeArn'] === undefined) return body;
  const surplus = ['containerRecipeArn', 'imageRecipeArn'].find((member) => unresolved.has(`/${member}`));
  return surplus === undefined ? body : Object.fromEntries(Object.entries(body).filter(([member]) => member !== surplus));
}
