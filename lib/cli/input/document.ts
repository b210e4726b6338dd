import type { AccountRegion } from '../../arn.ts';
import { isTemplate, loopsIn, pipelinesIn } from '../../doors/cloud-formation.ts';
import { intrinsicTags } from '../../doors/intrinsic.ts';
import { type FileProblem, readYamlDocuments, type YamlSource } from '../../file/yaml-source.ts';
import { fromPointer } from '../../json/pointer.ts';
import { jsonItems, jsonLayout, readJson, repeatedKey } from './json-text.ts';
import { find, type Layout, type LayoutLookup } from './layout.ts';
import { positionsIn, type TextPosition } from './position.ts';
import { yamlLayout } from './yaml-layout.ts';

/** Where something is in a file. `end` is behind its last character; absent where a value is missing, and `start` is near. */
export interface Region {
  readonly start: TextPosition;
  readonly end?: TextPosition;
}

/** One definition of a file. */
export interface Document {
  readonly file: string;
  /**
   * Which of the file's definitions it is, for example `#/3`, `#2` (of YAML documents), `:12` or `#Nightly`; empty for the only
   * one.
   */
  readonly part: string;
  /** What would be sent. */
  readonly body: unknown;
  /** What is not known before deployment, in words, by pointers into the body. */
  readonly unresolved: ReadonlyMap<string, string>;
  /** Whether it is a part of a CloudFormation template, where members are spelt in another way. */
  readonly isTemplate: boolean;
  readonly text: string;
  /** Where the value at a pointer into the body is laid out. */
  find(pointer: string): LayoutLookup;
  regionOf(pointer: string): Region;
  positionAt(offset: number): TextPosition;
}

/** What should have been a definition. */
export interface Unreadable {
  readonly file: string;
  readonly part: string;
  readonly position?: TextPosition | undefined;
  /** Continues a sentence that names the place. */
  readonly problem: string;
}

/** Something in a file that is not judged, in words. */
export interface Note {
  readonly file: string;
  readonly note: string;
}

export type InputItem = Document | Unreadable | Note;

/**
 * The definitions of a text: one, an array of them, one a line (JSON Lines), one in each of several YAML documents, or those in a
 * CloudFormation template. JSON and YAML are told by their beginning, JSON Lines also by the name of the file.
 * @param place Account and Region that a template would be deployed to.
 */
export function documentsIn(text: string, file: string, place: AccountRegion): Iterable<InputItem> {
  if (text.trim() === '') return [{ file, part: '', problem: 'the file is empty' }];
  if (/\.(?:jsonl|ndjson)$/.test(file)) return lineDocuments(text, file);
  const isJsonLike = /^\s*[[{]/.test(text) || file.endsWith('.json');
  const read = isJsonLike ? readJson(text) : undefined;
  if (read?.ok === true) return jsonDocuments(read.value, text, file, place);
  // A line of hyphens separates documents of YAML, and can be in nothing that is JSON.
  const hasDocuments = /^---(?:\s|$)/m.test(text);
  if (read !== undefined && !hasDocuments && isJsonLines(text)) return lineDocuments(text, file);
  if (read === undefined || hasDocuments || /\.ya?ml$/.test(file)) return yamlDocuments(text, file, place);
  return [{ file, part: '', position: positionsIn(text)(read.offset), problem: `not JSON: ${read.message}` }];
}

function isJsonLines(text: string): boolean {
  const end = text.trimStart().indexOf('\n');
  return end > 0 && readJson(text.trimStart().slice(0, end)).ok;
}

function* lineDocuments(text: string, file: string): Iterable<InputItem> {
  const positionAt = positionsIn(text);
  let line = 0;
  for (let start = 0; start < text.length; ) {
    line += 1;
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const own = text.slice(start, end);
    if (own.trim() !== '') yield lineDocument(own, start, { file, part: `:${line}`, text, positionAt });
    start = end + 1;
  }
}

function lineDocument(line: string, start: number, source: Source): InputItem {
  const read = readJson(line);
  if (read.ok) return document(read.value, jsonLayout(source.text, start), source);
  const { file, part, positionAt } = source;
  return { file, part, position: positionAt(start + read.offset), problem: `not JSON: ${read.message}` };
}

function* jsonDocuments(value: unknown, text: string, file: string, place: AccountRegion): Iterable<InputItem> {
  const source = { file, part: '', text, positionAt: positionsIn(text) };
  if (!Array.isArray(value)) {
    const layout = jsonLayout(text);
    yield* isTemplate(value) ? templateDocuments(value, layout, source, place) : [document(value, layout, source)];
    return;
  }
  let index = 0;
  for (const layout of jsonItems(text)) {
    yield document(value[index], layout, { ...source, part: `#/${index}` });
    index += 1;
  }
}

function* yamlDocuments(text: string, file: string, place: AccountRegion): Iterable<InputItem> {
  const documents = readYamlDocuments(text, file, intrinsicTags);
  const positionAt = positionsIn(text);
  for (const [index, read] of documents.entries()) {
    const part = documents.length === 1 ? '' : `#${index + 1}`;
    if (read.ok) yield* yamlDocument(read.source, { file, part, text, positionAt }, place);
    else yield unreadableYaml(read.problems, file, part);
  }
}

function yamlDocument({ value, document: parsed }: YamlSource, source: Source, place: AccountRegion): Iterable<InputItem> {
  const layout = yamlLayout(parsed);
  if (isTemplate(value)) return templateDocuments(value, layout, source, place);
  if (!Array.isArray(value)) return [document(value, layout, source)];
  return value.map((body: unknown, index) =>
    document(body, layout.items?.[index] ?? layout, { ...source, part: `${source.part || '#'}/${index}` }),
  );
}

/** One document is one thing that cannot be read, whatever the number of faults; the first few of them tell enough. */
function unreadableYaml(problems: readonly FileProblem[], file: string, part: string): Unreadable {
  const [first, ...others] = problems.slice(0, 5);
  const { line = 1, column = 1, message = '' } = first ?? {};
  const problem = [message, ...others.map((other) => `${other.line}:${other.column}: ${other.message}`)].join('; ');
  return { file, part, position: { line, column }, problem };
}

interface Source {
  readonly file: string;
  readonly part: string;
  readonly text: string;
  positionAt(offset: number): TextPosition;
}

function document(body: unknown, layout: Layout, source: Source): InputItem {
  const { file, part, text, positionAt } = source;
  const repetition = repetitionIn(layout, source);
  if (repetition !== undefined) return repetition;
  const seek = (pointer: string) => find(layout, fromPointer(pointer));
  const regionOf = (pointer: string) => regionAt(seek(pointer), source);
  return { file, part, body, text, unresolved: nothingUnresolved, isTemplate: false, find: seek, regionOf, positionAt };
}

/** A key that is there twice; nobody can know which of the two another reader takes. */
function repetitionIn(layout: Layout, { file, part, positionAt }: Source): Unreadable | undefined {
  const repeated = repeatedKey(layout);
  if (repeated === undefined) return undefined;
  const problem = `the key ${JSON.stringify(repeated.name)} appears twice; JSON parsers disagree on which one counts`;
  return { file, part, position: positionAt(repeated.start), problem };
}

const nothingUnresolved: ReadonlyMap<string, string> = new Map();

function* templateDocuments(
  template: Parameters<typeof pipelinesIn>[0],
  layout: Layout,
  source: Source,
  place: AccountRegion,
): Iterable<InputItem> {
  const { file, part, text, positionAt } = source;
  const repetition = repetitionIn(layout, source);
  if (repetition !== undefined) {
    yield repetition;
    return;
  }
  yield* loopsIn(template).map((loop) => ({ file, note: `${loop} is not expanded, and what it makes is not judged` }));
  for (const { logicalId, body, unresolved, pathOf } of pipelinesIn(template, place)) {
    const seek = (pointer: string) => find(layout, pathOf(pointer));
    const regionOf = (pointer: string) => regionAt(seek(pointer), source);
    yield { file, part: `${part}#${logicalId}`, body, text, unresolved, isTemplate: true, find: seek, regionOf, positionAt };
  }
}

/** A missing value is looked for where its parent is; of a mapping in indented lines, that is where its key stands. */
function regionAt({ layout, nearest, key }: LayoutLookup, { text, positionAt }: Pick<Source, 'text' | 'positionAt'>): Region {
  // Lines of YAML belong to the last value in them up to their end; what is blank there is nobody's.
  if (layout !== undefined)
    return {
      start: positionAt(layout.start),
      end: positionAt(layout.start + text.slice(layout.start, layout.end).trimEnd().length),
    };
  return { start: positionAt(nearest.isFlow ? nearest.start : (key?.start ?? nearest.start)) };
}
