import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, parse } from 'acorn';

/** One small change of the code that some test should notice. */
export interface Mutant {
  /** Counts from 1 over all files of a run. */
  readonly id: number;
  /** From the root of the project. */
  readonly file: string;
  /** Characters of the file, from 0; what stands there is replaced. */
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
  /** `statement`: what is replaced is a whole one, and not an expression. */
  readonly kind: 'expression' | 'statement';
}

export type FoundMutant = Omit<Mutant, 'id' | 'file'>;

/** TypeScript as JavaScript in which everything stands where it stood. */
export function javaScriptOf(source: string): string {
  return stripTypeScriptTypes(source, { mode: 'strip' });
}

/** All mutants of a file's code, in the order of their places. */
export function mutantsIn(script: string): readonly FoundMutant[] {
  const found: FoundMutant[] = [];
  const program = parse(script, { ecmaVersion: 'latest', sourceType: 'module' });
  visit(program, { script, found });
  return found.toSorted((left, right) => left.start - right.start || right.end - left.end);
}

interface Visit {
  readonly script: string;
  readonly found: FoundMutant[];
}

function visit(node: AnyNode, context: Visit): void {
  const textOf = ({ start, end }: AnyNode) => context.script.slice(start, end);
  for (const { at = node, to, kind = 'expression' } of changesOf(node, textOf)) {
    const original = context.script.slice(at.start, at.end);
    if (to !== original) context.found.push({ start: at.start, end: at.end, original, replacement: to, kind });
  }
  for (const child of childrenOf(node)) visit(child, context);
}

interface Change {
  /** What is replaced; the node itself, if nothing is said. */
  readonly at?: AnyNode;
  readonly to: string;
  readonly kind?: Mutant['kind'];
}

const otherOperators: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
};

const otherMethods: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['min', 'max'],
  ['max', 'min'],
  ['find', 'findLast'],
  ['indexOf', 'lastIndexOf'],
]);

/** Methods that give back something like what they are called on. */
const idleMethods: ReadonlySet<string> = new Set([
  ...['filter', 'slice', 'trim', 'toSorted', 'sort', 'reverse', 'toReversed', 'toLowerCase', 'toUpperCase', 'normalize', 'flat'],
]);

type NodeOf<Type extends AnyNode['type']> = Extract<AnyNode, { readonly type: Type }>;

type TextOf = (node: AnyNode) => string;

/** How each kind of node is changed. */
const changes: { readonly [Type in AnyNode['type']]?: (node: NodeOf<Type>, textOf: TextOf) => readonly Change[] } = {
  IfStatement: ({ test }) => decided(test),
  ConditionalExpression: ({ test }) => decided(test),
  LogicalExpression: withOtherOperator,
  BinaryExpression: withOtherOperator,
  UnaryExpression: ({ operator, argument }, textOf) => (/^[!-]$/.test(operator) ? [{ to: textOf(argument) }] : []),
  Literal: literalChanges,
  TemplateLiteral: ({ quasis }) => (isProse(quasis.map(({ value }) => value.raw).join('')) ? [] : [{ to: '``' }]),
  ArrayExpression: ({ elements }) => (elements.length > 0 ? [{ to: '[]' }] : []),
  ObjectExpression: ({ properties }) => (properties.length > 0 ? [{ to: '({})' }] : []),
  ArrowFunctionExpression: ({ expression, body }) => [
    expression ? { at: body, to: 'undefined' } : { at: body, to: '{}', kind: 'statement' },
  ],
  FunctionDeclaration: ({ body }) => (body.body.length > 0 ? [{ at: body, to: '{}', kind: 'statement' }] : []),
  ExpressionStatement: ({ expression }) => (isCall(expression) ? [{ to: ';', kind: 'statement' }] : []),
  ChainExpression: optionalLinks,
  CallExpression: callChanges,
};

function changesOf(node: AnyNode, textOf: TextOf): readonly Change[] {
  // Each kind has the function that takes it.
  const change = changes[node.type] as ((node: AnyNode, textOf: TextOf) => readonly Change[]) | undefined;
  return change?.(node, textOf) ?? [];
}

function decided(test: AnyNode): readonly Change[] {
  return [
    { at: test, to: 'true' },
    { at: test, to: 'false' },
  ];
}

function withOtherOperator(
  { operator, left, right }: NodeOf<'LogicalExpression' | 'BinaryExpression'>,
  textOf: TextOf,
): readonly Change[] {
  return (otherOperators[operator] ?? []).map((other) => {
    // JavaScript takes no `??` beside `&&` or `||` without parentheses.
    const [one, two] = operator === '??' ? [`(${textOf(left)})`, `(${textOf(right)})`] : [textOf(left), textOf(right)];
    return { to: `${one} ${other} ${two}` };
  });
}

function literalChanges(node: NodeOf<'Literal'>): readonly Change[] {
  const { value } = node;
  if (typeof value === 'boolean') return [{ to: String(!value) }];
  if (typeof value === 'string') return value === '' || isProse(value) ? [] : [{ to: "''" }];
  if (!(value instanceof RegExp)) return [];
  const { source, flags } = value;
  const anchors = [source.replace(/^\^/, ''), source.replace(/(?<!\\)\$$/, '')].filter((text) => text !== source && text !== '');
  return anchors.map((text) => ({ at: node, to: `/${text}/${flags}` }));
}

/** What people read is no matter of logic. */
function isProse(text: string): boolean {
  return / /.test(text);
}

function isCall(node: AnyNode): boolean {
  if (node.type === 'AwaitExpression') return isCall(node.argument);
  return node.type === 'CallExpression' && node.callee.type !== 'Super';
}

function callChanges(node: NodeOf<'CallExpression'>, textOf: TextOf): readonly Change[] {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier' || node.optional) return [];
  const { object, property, optional } = callee;
  if (optional) return [];
  const swapped = otherMethods.get(property.name);
  const rest = textOf(node).slice(callee.end - node.start);
  if (swapped !== undefined) return [{ to: `${textOf(object)}.${swapped}${rest}` }];
  return idleMethods.has(property.name) ? [{ to: textOf(object) }] : [];
}

/** One `?.` at a time becomes a plain dot. */
function optionalLinks(node: NodeOf<'ChainExpression'>, textOf: TextOf): readonly Change[] {
  const text = textOf(node);
  const links = linksIn(node.expression).map((end) => end - node.start);
  return links.map((end) => ({
    to:
      text.slice(0, end) +
      text
        .slice(end)
        .replace(/^(\s*)\?\.(\s*)(?=[[(])/, '$1$2')
        .replace(/^(\s*)\?\./, '$1.'),
  }));
}

/** Where the objects of optional links end. */
function linksIn(node: AnyNode): readonly number[] {
  if (node.type === 'MemberExpression') return [...linksIn(node.object), ...(node.optional ? [node.object.end] : [])];
  if (node.type === 'CallExpression') return [...linksIn(node.callee), ...(node.optional ? [node.callee.end] : [])];
  return [];
}

/** Parts in which a change could be noticed: not what names modules and members. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return [];
    case 'ExportNamedDeclaration':
      return node.declaration == null ? [] : [node.declaration];
    case 'Property':
      return node.computed ? [node.key, node.value] : [node.value];
    default:
      return Object.values(node).flatMap(nodesIn);
  }
}

function nodesIn(value: unknown): readonly AnyNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return isNode(value) ? [value] : [];
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && typeof value.type === 'string';
}
