import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../../text/spelling.ts';
import { enumeration } from '../../text/wording.ts';
import { isListShape, isObjectShape, type JudgedShape, judgedShape, memberOf } from '../subject/judged-shape.ts';
import type { Uncertain } from './expression.ts';
import { contextShape } from './values.ts';

/** What is known of an expression that the rules admit. */
export interface Admission {
  readonly nodes: number;
  /** How many macros over lists stand in one another, or in a row. */
  readonly nesting: number;
  /** Members of the context that may be unknown and are read without has(). */
  readonly needs: ReadonlySet<Uncertain>;
  readonly isConstant: boolean;
}

/** An expression that is valid CEL and yet has no place in a policy, or that asks for what no definition has. */
export class AdmissionError extends Error {
  /** In characters of the source, from 0. */
  readonly position: number;

  constructor(message: string, { start }: { readonly start: number }) {
    super(message);
    this.position = start;
  }
}

/**
 * Admits the part of CEL whose cost is bounded and whose meaning every engine agrees on: selection, operators, `in`, conditions,
 * has, size, string, comparisons of texts by their beginning, end or part, and macros over lists two deep. Throws
 * `AdmissionError`.
 */
export function admit(root: ASTNode): Admission {
  const tally: Tally = { nodes: 0, additions: 0, needs: new Set(), isConstant: true };
  shapeOf(root, globals, tally);
  const nesting = nestingOf(root);
  if (nesting > maximumNesting)
    throw new AdmissionError(
      `has ${nesting} list macros in one another or in a row, at most ${maximumNesting} are allowed`,
      root,
    );
  const { nodes, needs, isConstant } = tally;
  return { nodes, nesting, needs, isConstant };
}

const maximumNesting = 2;

/** Texts double with every addition of a text to itself; this many in two macros make at most some dozens of one. */
const maximumAdditions = 10;

/** Of a value: its shape, or `undefined` where only its type is known, which the engine checks. */
type Known = JudgedShape | undefined;
type Scope = ReadonlyMap<string, Known>;

interface Tally {
  nodes: number;
  additions: number;
  readonly needs: Set<Uncertain>;
  isConstant: boolean;
}

const globals: Scope = new Map<string, Known>([
  ['definition', judgedShape],
  ['context', contextShape],
  ['operation', 'text'],
]);

const mayBeUnknown: readonly Uncertain[] = ['team', 'environment'];
const functions = ['has', 'size', 'string'];
const methods = ['contains', 'startsWith', 'endsWith', 'size'];
const macros = ['all', 'exists', 'exists_one', 'map', 'filter'];

function shapeOf(node: ASTNode, scope: Scope, tally: Tally): Known {
  tally.nodes += 1;
  switch (node.op) {
    case 'value':
      return shapeOfValue(node);
    case 'id':
      return shapeOfName(node, scope, tally);
    case '.':
      return shapeOfMember(node, node.args, { scope, tally, isAsked: false });
    case '[]':
      return shapeOfEntry(node.args, scope, tally);
    case 'call':
      return shapeOfCall(node, node.args, scope, tally);
    case 'rcall':
      return shapeOfMethod(node, node.args, scope, tally);
    case 'list':
      return { item: node.args.map((item) => shapeOf(item, scope, tally))[0] ?? 'text' };
    case 'map':
      return shapeOfMap(node.args, scope, tally);
    case '?:':
      return node.args.map((part) => shapeOf(part, scope, tally))[1];
    case '+':
      return shapeOfSum(node, node.args, scope, tally);
    case '.?':
    case '[?]':
      throw new AdmissionError('uses optional selection; ask has(…) instead', node);
    default:
      for (const part of childrenOf(node)) shapeOf(part, scope, tally);
      return undefined;
  }
}

function shapeOfValue(node: ASTNode & { readonly op: 'value' }): Known {
  const value = node.args;
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'flag';
  if (typeof value === 'bigint' && value <= maximumInteger) return 'whole';
  if (value === null) throw new AdmissionError('compares with null, which a definition never holds; ask has(…)', node);
  const kind = typeof value === 'bigint' ? 'an integer beyond 64 bits' : 'a number with a fraction, an unsigned number or bytes';
  throw new AdmissionError(`has ${kind}; definitions hold texts, whole numbers, true and false`, node);
}

const maximumInteger = 2n ** 63n - 1n;

function shapeOfName(node: ASTNode & { readonly op: 'id' }, scope: Scope, tally: Tally): Known {
  const name = node.args;
  tally.isConstant &&= !globals.has(name);
  if (scope.has(name)) return scope.get(name);
  const [holder] = [['definition', judgedShape] as const, ['context', contextShape] as const].filter(([, { members }]) =>
    Object.hasOwn(members, name),
  );
  const near = nearest(name, scope.keys());
  if (holder !== undefined) throw new AdmissionError(`has the unknown name ${name}; did you mean ${holder[0]}.${name}?`, node);
  throw new AdmissionError(
    `has the unknown name ${name}; ${near === undefined ? `there are ${enumeration([...scope.keys()])}` : `did you mean ${near}?`}`,
    node,
  );
}

interface Asking {
  readonly scope: Scope;
  readonly tally: Tally;
  /** Whether has() only asks for it. */
  readonly isAsked: boolean;
}

function shapeOfMember(node: ASTNode, [holder, name]: readonly [ASTNode, string], { scope, tally, isAsked }: Asking): Known {
  const shape = shapeOf(holder, scope, tally);
  if (shape === 'map') return 'text';
  if (!isObjectShape(shape)) {
    if (isAsked)
      throw new AdmissionError('asks has() for something other than a member of definition, of context or of tags', node);
    return undefined;
  }
  const member = memberOf(shape, name);
  if (typeof member === 'object' && 'problem' in member)
    throw new AdmissionError(`is wrong: ${textOf(holder)} ${member.problem}`, { start: node.range.start });
  if (isAsked && (member === 'map' || isListShape(member)))
    throw new AdmissionError(
      `asks has() for ${name}, which is always there and empty when none are given; ask size(${textOf(node)}) > 0`,
      node,
    );
  const uncertain = mayBeUnknown.find((each) => shape === contextShape && each === name);
  if (uncertain !== undefined && !isAsked) tally.needs.add(uncertain);
  return member;
}

function textOf({ input, start, end }: ASTNode): string {
  return input.slice(start, end);
}

function shapeOfEntry([holder, key]: readonly [ASTNode, ASTNode], scope: Scope, tally: Tally): Known {
  const shape = shapeOf(holder, scope, tally);
  shapeOf(key, scope, tally);
  if (isObjectShape(shape))
    throw new AdmissionError(`selects a member of ${textOf(holder)} in brackets; write ${textOf(holder)}.member`, holder);
  if (isListShape(shape)) return shape.item;
  return shape === 'map' ? 'text' : undefined;
}

function shapeOfCall(node: ASTNode, [name, parts]: readonly [string, readonly ASTNode[]], scope: Scope, tally: Tally): Known {
  if (!functions.includes(name)) throw unavailable(name, node);
  const [asked] = parts;
  if (name !== 'has' || asked === undefined) for (const part of parts) shapeOf(part, scope, tally);
  else if (asked.op !== '.' || !isPath(asked))
    throw new AdmissionError('has a has() that is not about a member by its name, as has(definition.schedule) is', node);
  else shapeOfMember(asked, asked.args, { scope, tally, isAsked: true });
  return undefined;
}

/** Names joined by dots. */
function isPath(node: ASTNode): boolean {
  return node.op === 'id' || (node.op === '.' && isPath(node.args[0]));
}

function shapeOfMethod(
  node: ASTNode,
  [name, receiver, parts]: readonly [string, ASTNode, readonly ASTNode[]],
  scope: Scope,
  tally: Tally,
): Known {
  const isMacro = macros.includes(name);
  if (!isMacro && !methods.includes(name)) throw unavailable(name, node);
  const shape = shapeOf(receiver, scope, tally);
  if (!isMacro) {
    for (const part of parts) shapeOf(part, scope, tally);
    return undefined;
  }
  const [variable, ...bodies] = parts;
  if (variable?.op !== 'id') throw new AdmissionError(`has a macro ${name} whose first part is not a name`, node);
  if (globals.has(variable.args)) throw new AdmissionError(`has a macro ${name} whose variable hides ${variable.args}`, variable);
  const item = isListShape(shape) ? shape.item : shape === 'map' ? 'text' : undefined;
  const inner = new Map([...scope, [variable.args, item] as const]);
  const results = bodies.map((body) => shapeOf(body, inner, tally));
  if (name === 'filter') return item === undefined ? undefined : { item };
  return name === 'map' ? { item: results.at(-1) ?? 'text' } : undefined;
}

function shapeOfMap(entries: readonly (readonly [ASTNode, ASTNode])[], scope: Scope, tally: Tally): Known {
  for (const [key, value] of entries) {
    // The engine leaves out keys of these names without a word.
    if (key.op !== 'value' || ['__proto__', 'constructor', 'prototype'].includes(String(key.args)))
      throw new AdmissionError('has a map with a key that is not plain text', key);
    shapeOf(key, scope, tally);
    shapeOf(value, scope, tally);
  }
  return undefined;
}

function shapeOfSum(node: ASTNode, parts: readonly ASTNode[], scope: Scope, tally: Tally): Known {
  tally.additions += 1;
  if (tally.additions > maximumAdditions) throw new AdmissionError(`has more than ${maximumAdditions} additions`, node);
  const [first] = parts.map((part) => shapeOf(part, scope, tally));
  if (isListShape(first)) throw new AdmissionError('joins lists; say what must hold for each of them', node);
  return first;
}

function unavailable(name: string, node: ASTNode): AdmissionError {
  if (name === 'matches')
    return new AdmissionError(
      'uses matches; regular expressions are not available in expressions: compare with startsWith, endsWith or contains',
      node,
    );
  if (name === 'bind') return new AdmissionError('uses bind, which is not available; write the value where it is used', node);
  const known = [...functions, ...methods, ...macros];
  const near = nearest(name, known);
  return new AdmissionError(
    `uses ${name}, which is not available; ${near === undefined ? `there are ${enumeration([...new Set(known)])}` : `did you mean ${near}?`}`,
    node,
  );
}

/** The most macros on any way from the whole to a part. */
function nestingOf(node: ASTNode): number {
  const below = childrenOf(node).reduce((most, child) => Math.max(most, nestingOf(child)), 0);
  return below + (node.op === 'rcall' && macros.includes(node.args[0]) ? 1 : 0);
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}
