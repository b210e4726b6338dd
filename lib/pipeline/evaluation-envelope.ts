import { toPointer } from '../json/pointer.ts';
import { isObject } from '../json/value.ts';
import { ValidationFailed } from '../problem/errors.ts';
import { nearest } from '../spelling.ts';
import { isNormalisedName, normaliseName } from './name.ts';

const operations = ['create', 'replace', 'patch'] as const;
const members = ['operation', 'name', 'definition'];

/** What is to be evaluated. */
export interface Envelope {
  readonly operation: (typeof operations)[number];
  /** The address that would be written to; `undefined` for a creation, which its definition names. */
  readonly name: string | undefined;
  /** A definition, or a merge patch of one. Of any shape yet. */
  readonly definition: unknown;
}

/** Reads the body of an evaluation. Its own shape is not the definition's: what is wrong with it is a refused request, not a verdict. */
export function envelopeOf(body: unknown): Envelope {
  if (!isObject(body)) throw problem('', 'The body has to be an object.', '{ "definition": { … } }');
  if (!Object.hasOwn(body, 'definition')) {
    const hint = Object.hasOwn(body, 'infrastructureConfigurationArn')
      ? ' The body looks like a definition itself: wrap it.'
      : '';
    throw problem('/definition', `The definition to be judged is missing.${hint}`, '{ "definition": { … } }');
  }
  const unknown = Object.keys(body).find((member) => !members.includes(member));
  if (unknown !== undefined) {
    const right = nearest(unknown, members);
    const hint = right === undefined ? '' : ` Did you mean ${right}?`;
    throw problem(toPointer([unknown]), `There is no member ${unknown} here.${hint}`, members);
  }
  const operation = operationIn(body);
  return { operation, name: nameFor(operation, body), definition: body['definition'] };
}

type Body = Readonly<Record<string, unknown>>;

function operationIn(body: Body): Envelope['operation'] {
  const stated = Object.hasOwn(body, 'operation') ? body['operation'] : 'create';
  const operation = operations.find((each) => each === stated);
  if (operation === undefined) throw problem('/operation', 'This operation cannot be judged.', operations);
  return operation;
}

function nameFor(operation: Envelope['operation'], body: Body): string | undefined {
  const name = Object.hasOwn(body, 'name') ? body['name'] : undefined;
  if (operation === 'create') {
    if (name !== undefined) throw problem('/name', 'A pipeline that is created has the name in its definition.', 'nothing');
    return undefined;
  }
  const expected = 'the normalised name of a pipeline, such as web-base';
  if (typeof name !== 'string') throw problem('/name', `To ${operation} takes the name of the pipeline.`, expected);
  if (isNormalisedName(name)) return name;
  const normal = normaliseName(name);
  const hint = isNormalisedName(normal) ? ` Try ${normal}.` : '';
  throw problem('/name', `Pipelines are addressed by their normalised name.${hint}`, expected);
}

function problem(pointer: string, detail: string, expected: unknown): ValidationFailed {
  return new ValidationFailed(detail, { extensions: { errors: [{ pointer, detail, expected }] } });
}
