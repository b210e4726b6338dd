import { type AnyNode, parse } from 'acorn';
import { childrenOf, type Mutant } from './mutants.ts';

/**
 * A file's code with all of its mutants in it, each of them asleep: what stands at its place asks first whether it is the one that is
 * to be tried. Lines stay where they are.
 */
export function instrumented(script: string, mutants: readonly Mutant[]): string {
  if (mutants.length === 0) return script;
  const program = parse(script, { ecmaVersion: 'latest', sourceType: 'module' });
  const byPlace = Map.groupBy(mutants, ({ start, end }) => `${start}-${end}`);
  return write(program, { script, byPlace });
}

interface Writing {
  readonly script: string;
  readonly byPlace: ReadonlyMap<string, readonly Mutant[]>;
}

function write(node: AnyNode, writing: Writing): string {
  const own = writing.byPlace.get(`${node.start}-${node.end}`) ?? [];
  const parts = childrenOf(node).toSorted((left, right) => left.start - right.start);
  // A node that is all of its parent, as the expression of a chain is, has the parent's place.
  const only = parts.length === 1 && parts[0]?.start === node.start && parts[0].end === node.end ? parts[0] : undefined;
  const inner =
    only === undefined ? withParts(node, parts, writing) : write(only, { ...writing, byPlace: without(writing, node) });
  return own.reduce((text, mutant) => wrapped(text, mutant), inner);
}

function withParts(node: AnyNode, parts: readonly AnyNode[], writing: Writing): string {
  let text = '';
  let at = node.start;
  for (const part of parts) {
    if (part.start < at) continue; // shorthand members stand in one place twice
    text += writing.script.slice(at, part.start) + write(part, writing);
    at = part.end;
  }
  return text + writing.script.slice(at, node.end);
}

function without({ byPlace }: Writing, { start, end }: AnyNode): Writing['byPlace'] {
  return new Map([...byPlace].filter(([place]) => place !== `${start}-${end}`));
}

function wrapped(text: string, { id, kind, replacement }: Mutant): string {
  const asked = `globalThis.isMutant(${id})`;
  if (kind === 'expression') return `(${asked} ? (${replacement}) : (${text}))`;
  // The body of a function keeps its braces, and its declarations with it.
  return replacement === '{}' ? `{ if (${asked}) return; ${text.slice(1)}` : `{ if (!${asked}) { ${text} } }`;
}
