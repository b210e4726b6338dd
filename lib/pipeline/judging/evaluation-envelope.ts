import { toPointer } from '../../json/pointer.ts';
import { isObject } from '../../json/value.ts';
import { ValidationFailed } from '../../problem/errors.ts';
import { nearest } from '../../text/spelling.ts';
import { isNormalisedName, normaliseName } from '../definition/name.ts';

/** The members of the body beside `operation`, which every one has. */
const membersOf = {
  create: ['definition'],
  replace: ['name', 'definition'],
  patch: ['name', 'definition'],
  start: ['name', 'tags'],
  delete: ['name'],
} as const;

type Operation = keyof typeof membersOf;

// The keys of an object are texts to the language; of this one they are known.
const operations = Object.keys(membersOf) as readonly Operation[];

/** What is to be evaluated. */
export type Envelope = WriteEnvelope | StartEnvelope | DeleteEnvelope;

export interface WriteEnvelope {
  readonly operation: 'create' | 'replace' | 'patch';
  /** The address that would be written to; `undefined` for a creation, which its definition names. */
  readonly name: string | undefined;
  /** A definition, or a merge patch of one. Of any shape yet. */
  readonly definition: unknown;
}

export interface StartEnvelope {
  readonly operation: 'start';
  readonly name: string;
  /** The tags that the start would have; of any shape yet, and `undefined` where there are none. */
  readonly tags: unknown;
}

export interface DeleteEnvelope {
  readonly operation: 'delete';
  readonly name: string;
}

/**
 * Reads the body of an evaluation. Its own shape is not the definition's: what is wrong with it is a refused request, not a
 * verdict.
 */
export function envelopeOf(body: unknown): Envelope {
  if (!isObject(body)) throw problem('', 'The body must be an object.', '{ "definition": { … } }');
  const operation = operationIn(body);
  if (operation !== 'start' && operation !== 'delete') requireDefinitionIn(body);
  requireKnownMembers(operation, body);
  switch (operation) {
    case 'create':
      return { operation, name: undefined, definition: body['definition'] };
    case 'start':
      return { operation, name: nameFor(operation, body), tags: own(body, 'tags') };
    case 'delete':
      return { operation, name: nameFor(operation, body) };
    default:
      return { operation, name: nameFor(operation, body), definition: body['definition'] };
  }
}

type Body = Readonly<Record<string, unknown>>;

function own(body: Body, member: string): unknown {
  return Object.hasOwn(body, member) ? body[member] : undefined;
}

function operationIn(body: Body): Operation {
  const stated = Object.hasOwn(body, 'operation') ? body['operation'] : 'create';
  const operation = operations.find((each) => each === stated);
  if (operation === undefined) throw problem('/operation', 'This operation cannot be judged.', operations);
  return operation;
}

function requireDefinitionIn(body: Body): void {
  if (Object.hasOwn(body, 'definition')) return;
  const hint = Object.hasOwn(body, 'infrastructureConfigurationArn') ? ' The body looks like a definition itself: wrap it.' : '';
  throw problem('/definition', `The definition to be judged is missing.${hint}`, '{ "definition": { … } }');
}

function requireKnownMembers(operation: Operation, body: Body): void {
  const members = ['operation', ...membersOf[operation]];
  const unknown = Object.keys(body).find((member) => !members.includes(member));
  if (unknown === undefined) return;
  const pointer = toPointer([unknown]);
  if (operation === 'create' && unknown === 'name') {
    throw problem(pointer, 'A pipeline that is created has the name in its definition.', 'nothing');
  }
  const isOfAnother = operations.some((each) => membersOf[each].some((member) => member === unknown));
  if (isOfAnother) throw problem(pointer, `The operation ${operation} takes no ${unknown}.`, members);
  const right = nearest(unknown, members);
  throw problem(pointer, `There is no member ${unknown} here.${right === undefined ? '' : ` Did you mean ${right}?`}`, members);
}

function nameFor(operation: Operation, body: Body): string {
  const name = own(body, 'name');
  const expected = 'the normalised name of a pipeline, such as web-base';
  if (typeof name !== 'string') throw problem('/name', `The operation ${operation} needs the name of the pipeline.`, expected);
  if (isNormalisedName(name)) return name;
  const normal = normaliseName(name);
  const hint = isNormalisedName(normal) ? ` Try ${normal}.` : '';
  throw problem('/name', `Pipelines are addressed by their normalised name.${hint}`, expected);
}

function problem(pointer: string, detail: string, expected: unknown): ValidationFailed {
  return new ValidationFailed(detail, { extensions: { errors: [{ pointer, detail, expected }] } });
}
