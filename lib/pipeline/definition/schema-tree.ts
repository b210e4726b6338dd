import * as v from 'valibot';

/** What a valibot schema tells about the values that it admits; the concrete schemas carry it, their generic type hides it. */
export interface SchemaNode extends v.GenericSchema {
  /** Members of an object. */
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  /** Item of a list. */
  readonly item?: SchemaNode;
  /** Values of an enum. */
  readonly options?: readonly string[];
  /** What an optional member is when it is there. */
  readonly wrapped?: SchemaNode;
  readonly pipe?: readonly PipeItem[];
}

/** One step of a pipe: a further schema, or something else that has no members. */
interface PipeItem {
  readonly kind: string;
  readonly entries?: Readonly<Record<string, SchemaNode>>;
}

/** Members of an object schema, `undefined` for any other schema. */
export function entriesOf(shape: SchemaNode): Readonly<Record<string, SchemaNode>> | undefined {
  const inner = present(shape);
  return inner.entries ?? inner.pipe?.find((step) => step.entries !== undefined)?.entries;
}

/** Item of a list schema, `undefined` for any other schema. */
export function itemOf(shape: SchemaNode): SchemaNode | undefined {
  return present(shape).item;
}

/** The schema at a path of member names and list indexes; `undefined` where no schema says anything, as inside a map. */
export function schemaAt(shape: SchemaNode, path: readonly string[]): SchemaNode | undefined {
  let current: SchemaNode | undefined = shape;
  for (const segment of path) {
    if (current === undefined) return undefined;
    const entries = entriesOf(current);
    if (entries === undefined) current = itemOf(current);
    else current = Object.hasOwn(entries, segment) ? entries[segment] : undefined;
  }
  return current;
}

export function isOptional(shape: SchemaNode): boolean {
  return shape.wrapped !== undefined;
}

/** The schema of a member when it is there. */
export function present(shape: SchemaNode): SchemaNode {
  return shape.wrapped ?? shape;
}

/** What the schema admits, in words. */
export function wordsOf(shape: SchemaNode): string {
  return v.getDescription(present(shape)) ?? 'nothing';
}
