import { globSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../../file/read-text.ts';
import type { Note, Unreadable } from './document.ts';

export interface InputText {
  readonly file: string;
  readonly text: string;
}

/** How the standard input is called in messages. */
const standardInput = '<stdin>';

/**
 * The texts that operands name: files, folders with all files in them, wildcards, and `-` for the standard input. A file that was
 * named is taken as it is; of folders and wildcards, only files that speak of a pipeline are taken, for next to definitions all
 * kinds of JSON and YAML lie. Every file comes once.
 */
export async function* textsOf(
  operands: readonly string[],
  input: AsyncIterable<Uint8Array | string>,
): AsyncIterable<InputText | Unreadable | Note> {
  const seen = new Set<string>();
  for (const operand of operands) {
    if (seen.has(operand)) continue;
    seen.add(operand);
    if (operand === '-') yield await inputText(input);
    else if (kindOf(operand) === 'file') yield fileText(operand);
    else yield* foundTexts(operand, seen);
  }
}

function* foundTexts(operand: string, seen: Set<string>): Iterable<InputText | Unreadable | Note> {
  const isFolder = kindOf(operand) === 'folder';
  if (!isFolder && !/[*?[\]{}]/.test(operand)) {
    yield fileText(operand); // which says why it cannot be read
    return;
  }
  const files = (isFolder ? filesIn(operand) : globSync(operand).toSorted().flatMap(filesAt)).filter((file) => !seen.has(file));
  let left = 0;
  for (const file of files) {
    seen.add(file);
    const read = fileText(file);
    if ('text' in read && !speaksOfPipelines.test(read.text)) left += 1;
    else yield read;
  }
  if (left === files.length) yield { file: operand, part: '', problem: 'there is no file with a pipeline' };
  else if (left > 0) yield { file: operand, note: `${left} of ${files.length} files contain no pipeline and were left out` };
}

/** The members that every pipeline has, in a definition or in a template. */
const speaksOfPipelines = /(?:image|container)recipearn|infrastructureconfigurationarn|AWS::ImageBuilder::ImagePipeline/i;

const readable = /\.(?:json|jsonl|ndjson|ya?ml|template)$/;

function filesAt(path: string): readonly string[] {
  return kindOf(path) === 'folder' ? filesIn(path) : [path];
}

/** In the order of their names. What is hidden, or installed, is nobody's definition. */
function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return readable.test(entry.name) && (entry.isFile() || kindOf(path) === 'file') ? [path] : [];
  });
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}

function fileText(file: string): InputText | Unreadable {
  const read = readText(file);
  return read.ok ? { file, text: read.text } : { file, part: '', problem: read.problem };
}

async function inputText(input: AsyncIterable<Uint8Array | string>): Promise<InputText | Unreadable> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  try {
    return { file: standardInput, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { file: standardInput, part: '', problem: 'what comes in is not UTF-8 text' };
  }
}
