import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  parseDocument,
  type Tags,
  type YAMLMap,
} from 'yaml';
import { toPointer } from '../json/pointer.ts';
import { yamlProblemInWords } from './yaml-words.ts';

/** What is wrong in a file, and where; lines and columns count from 1. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** JSON Pointer to the value, as far as the file has one there. */
  readonly pointer: string;
  /** Continues a sentence that names the place. */
  readonly message: string;
  /** The word that was probably meant. */
  readonly suggestion?: string;
}

/** A problem before its position is known. */
export interface PlacedProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly suggestion?: string | undefined;
  /** Whether the key is meant and not its value. */
  readonly onKey?: boolean;
}

/** A YAML file that could be read: its value, and the way back from a value to its place in the text. */
export interface YamlSource {
  readonly value: unknown;
  /** The text as the parser sees it, for who has to know more of its layout than a place. */
  readonly document: Document.Parsed;
  problemAt(placed: PlacedProblem): FileProblem;
}

export type ReadResult =
  | { readonly ok: true; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Aliases may repeat so many nodes in all; more is an attempt to grow without end. */
const maximumAliases = 100;

/**
 * Reads one YAML 1.2 document, of which JSON is a part, strictly: duplicate keys, tabs as indentation and unknown tags are
 * problems.
 * @param customTags Tags that are known beside those of YAML.
 */
export function readYaml(text: string, file: string, customTags: Tags = []): ReadResult {
  const lines = new LineCounter();
  return resultOf(parseDocument(text, optionsOf(lines, customTags)), file, lines);
}

/** Reads all documents of a file in the same way, those without any content left out. Positions are those in the file. */
export function readYamlDocuments(text: string, file: string, customTags: Tags = []): readonly ReadResult[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, optionsOf(lines, customTags));
  const filled = Array.from(documents).filter((document) => document.errors.length > 0 || !isEmpty(document.contents));
  if (filled.length === 0) return [{ ok: false, problems: [{ file, line: 1, column: 1, pointer: '', message: emptyFile }] }];
  return filled.map((document) => resultOf(document, file, lines));
}

const emptyFile = 'the file is empty';

function optionsOf(lineCounter: LineCounter, customTags: Tags) {
  return {
    lineCounter,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
    version: '1.2',
    customTags: (tags: Tags) => [...tags, ...customTags],
  } as const;
}

/** Nothing but comments is between the lines that separate the document from others. */
function isEmpty(root: unknown): boolean {
  return root === null || (isScalar(root) && root.source === '' && root.tag === undefined);
}

function resultOf(document: Document.Parsed, file: string, lines: LineCounter): ReadResult {
  const at = (offset: number, pointer: string, message: string): FileProblem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), pointer, message };
  };
  const problems = [...document.errors, ...document.warnings].map(({ pos, message }) =>
    at(pos[0], '', yamlProblemInWords(message)),
  );
  if (problems.length > 0) return { ok: false, problems };
  const root = document.contents;
  if (root === null) return { ok: false, problems: [at(0, '', emptyFile)] };
  if (document.directives.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    return { ok: false, problems: [at(0, '', 'the file is read as YAML 1.2; leave out the %YAML directive')] };
  }
  try {
    document.toJS({ maxAliasCount: maximumAliases, mapAsMap: true });
    const resolve = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
    const value = jsonOf(root, [], resolve);
    return { ok: true, source: { value, document, problemAt: (placed) => place(placed) } };

    function place({ path, message, suggestion, onKey = false }: PlacedProblem): FileProblem {
      const problem = at(offsetOf(root, path, onKey, resolve), toPointer(path), message);
      return suggestion === undefined ? problem : { ...problem, suggestion };
    }
  } catch (error) {
    if (error instanceof YamlError) return { ok: false, problems: [at(error.offset, '', error.message)] };
    // The parser reports aliases that lead nowhere, and too many of them, by a ReferenceError without a position.
    if (error instanceof ReferenceError) return { ok: false, problems: [at(0, '', yamlProblemInWords(error.message))] };
    throw error;
  }
}

/** What this reader refuses although YAML admits it. */
class YamlError extends Error {
  readonly offset: number;

  constructor(message: string, node: unknown) {
    super(message);
    this.offset = startOf(node) ?? 0;
  }
}

type Resolve = (node: unknown) => unknown;

/** The JSON value of a node. Keys are taken as they are written: 011122223333 is an account id, not a number. */
function jsonOf(node: unknown, open: readonly unknown[], resolve: Resolve): unknown {
  const target = resolve(node);
  if (open.includes(target)) throw new YamlError('an alias may not contain itself', node);
  if (isSeq(target)) return target.items.map((item) => jsonOf(item, [...open, target], resolve));
  if (isMap(target)) {
    const entries = target.items.map((pair) => [keyOf(pair), jsonOf(pair.value, [...open, target], resolve)] as const);
    const twice = entries.findIndex(([key], index) => entries.findIndex(([other]) => other === key) < index);
    if (twice >= 0) throw new YamlError(`the key ${entries[twice]?.[0]} appears twice`, target.items[twice]?.key);
    return Object.fromEntries(entries);
  }
  const value: unknown = isScalar(target) ? target.value : null;
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)))
    throw new YamlError('JSON cannot hold this number', node);
  return value;
}

function keyOf({ key }: Pair): string {
  if (!isScalar(key)) throw new YamlError('a key must be plain text', key);
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/** Where a value begins, or its key; for a member that does not exist, where the mapping begins that lacks it. */
function offsetOf(root: unknown, path: readonly (string | number)[], onKey: boolean, resolve: Resolve): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const [index, segment] of path.entries()) {
    const target = resolve(node);
    const pair = isMap(target) ? memberOf(target, segment) : undefined;
    node = isSeq(target) ? target.items[Number(segment)] : pair?.value;
    const isLast = index === path.length - 1;
    offset = (isLast && onKey ? startOf(pair?.key) : startOf(node)) ?? startOf(pair?.key) ?? offset;
  }
  return offset;
}

function memberOf(map: YAMLMap, name: string | number): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && keyOf(pair) === String(name));
}

function startOf(node: unknown): number | undefined {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

/** Orders problems of one file as they stand in it. */
export function byPosition(left: FileProblem, right: FileProblem): number {
  return left.line - right.line || left.column - right.column;
}
