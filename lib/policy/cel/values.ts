import { isListShape, isObjectShape, type JudgedObjectShape, type JudgedShape, judgedShape } from '../subject/judged-shape.ts';
import type { JudgedDefinition, JudgingContext, Subject } from '../subject/subject.ts';
import type { Facts } from './expression.ts';

/** A type of objects in expressions: its name, its members, and the class of its values. */
export interface ObjectType {
  readonly name: string;
  readonly members: readonly { readonly name: string; readonly celType: string }[];
  readonly holder: new () => Map<string, unknown>;
}

export interface FactsMaker {
  /** In the order in which they refer to each other. */
  readonly types: readonly ObjectType[];
  facts(subject: Pick<Subject, 'definition' | 'operation'>, context: JudgingContext): Facts;
}

/** The circumstances of a pipeline, as expressions read them. */
export const contextShape = {
  members: { team: 'text', environment: 'text', account: 'text', region: 'text', name: 'text' },
} as const satisfies JudgedObjectShape & { readonly members: Readonly<Record<keyof JudgingContext, JudgedShape>> };

/**
 * Makes what expressions read. Objects become maps of known members and tags become maps: no value leads to anything that
 * JavaScript attaches to objects. Lists and maps that are absent are empty; another absent member is missing, and reading it is
 * an error.
 */
export function factsMaker(): FactsMaker {
  const types: ObjectType[] = [];
  const convertDefinition = converter('definition', judgedShape, types);
  const convertContext = converter('context', contextShape, types);
  const converted = new WeakMap<JudgedDefinition, Converted>();
  return {
    types,
    facts({ definition, operation }, context) {
      const known = converted.get(definition) ?? withMeasure(definition, convertDefinition);
      converted.set(definition, known);
      const { value, longest, characters } = known;
      const circumstances = convertContext(whatIsKnown(context), { longest: 0, characters: 0 });
      const variables = new Map<string, unknown>([
        ['definition', value],
        ['context', circumstances],
        ['operation', operation],
      ]);
      return { variables, longest, characters };
    },
  };
}

/** An empty value counts as unknown, as in templates. */
function whatIsKnown(context: JudgingContext): Partial<JudgingContext> {
  return Object.fromEntries(Object.entries(context).filter(([, value]) => value !== null && value !== ''));
}

interface Measure {
  longest: number;
  characters: number;
}

interface Converted extends Readonly<Measure> {
  readonly value: unknown;
}

type Convert = (given: unknown, measure: Measure) => unknown;

function withMeasure(definition: JudgedDefinition, convert: Convert): Converted {
  const measure = { longest: 0, characters: 0 };
  const value = convert(definition, measure);
  return { value, ...measure };
}

/** The function that converts values of a shape; registers the types of the objects on the way. */
function converter(name: string, shape: JudgedShape, types: ObjectType[]): Convert {
  if (isObjectShape(shape)) return objectConverter(name, shape, types);
  if (isListShape(shape)) return listConverter(converter(name, shape.item, types));
  return shape === 'map' ? convertMap : convertScalar;
}

function objectConverter(name: string, { members }: JudgedObjectShape, types: ObjectType[]): Convert {
  const parts = Object.entries(members).map(([member, shape]) => ({
    name: member,
    celType: celTypeOf(`${name}.${member}`, shape),
    convert: converter(`${name}.${member}`, shape, types),
    isCollection: shape === 'map' || isListShape(shape),
  }));
  // Engines tell types of objects by their class.
  const holder = class extends Map<string, unknown> {};
  types.push({ name, members: parts, holder });
  return (given, measure) => {
    const members = given as Readonly<Record<string, unknown>>; // that it fits its shape was checked where it came in
    const value = new holder();
    for (const part of parts) {
      const member = members[part.name];
      if (member !== undefined || part.isCollection) value.set(part.name, part.convert(member, measure));
    }
    return value;
  };
}

function listConverter(convert: Convert): Convert {
  return (given, measure) => {
    const items = (given ?? []) as readonly unknown[]; // likewise
    measure.longest = Math.max(measure.longest, items.length);
    return items.map((item) => convert(item, measure));
  };
}

const convertMap: Convert = (given, measure) => {
  const entries = Object.entries((given ?? {}) as Readonly<Record<string, string>>); // likewise
  measure.longest = Math.max(measure.longest, entries.length);
  for (const [key, text] of entries) measure.characters += key.length + text.length;
  return new Map(entries);
};

const convertScalar: Convert = (given, measure) => {
  if (typeof given === 'string') measure.characters += given.length;
  return typeof given === 'number' ? BigInt(given) : given;
};

function celTypeOf(name: string, shape: JudgedShape): string {
  if (isObjectShape(shape)) return name;
  if (isListShape(shape)) return `list<${celTypeOf(name, shape.item)}>`;
  return { text: 'string', whole: 'int', flag: 'bool', map: 'map<string, string>' }[shape];
}
