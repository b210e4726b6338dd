import { type FileProblem, readYaml } from '../../file/yaml-source.ts';
import { nearest } from '../../text/spelling.ts';
import { enumeration, quoted } from '../../text/wording.ts';

/** A value of a list, and where it stands in its file; lines and columns count from 1. */
export interface ListEntry {
  readonly value: string;
  readonly line: number;
  readonly column: number;
}

export type ReadList =
  | { readonly ok: true; readonly entries: readonly ListEntry[] }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** More is a database, and belongs into an expression of its kind. */
const mostEntries = 20_000;

/** What AWS takes for the value of a tag, and more than any name has. */
const longestEntry = 256;

/**
 * Reads the values of a list: a `.txt` has one a line, with comments behind `#` at the beginning of a line; a `.csv` has a heading
 * and, in the named column, the values; a `.yaml` has a list. Says everything that is wrong at once, with the line.
 * @param column Of a `.csv`; may be left out where there is one only.
 */
export function readListFile(text: string, file: string, column: string | undefined): ReadList {
  const ending = /\.[a-z]+$/.exec(file)?.[0] ?? '';
  if (column !== undefined && ending !== '.csv') return refused(file, 'has no columns; only a .csv has them: leave column out');
  const read = readers.get(ending)?.(text.replace(/^\ufeff/, ''), file, column);
  if (read === undefined) return refused(file, 'must end in .txt, .csv or .yaml');
  if (!read.ok) return read;
  const problems = problemsOf(read.entries, file);
  return problems.length > 0 ? { ok: false, problems } : read;
}

type Reader = (text: string, file: string, column: string | undefined) => ReadList;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['.txt', fromLines],
  ['.csv', fromTable],
  ['.yaml', fromYaml],
  ['.yml', fromYaml],
]);

function refused(file: string, message: string, line = 1, column = 1): ReadList {
  return { ok: false, problems: [{ file, line, column, pointer: '', message }] };
}

function fromLines(text: string): ReadList {
  const entries = text
    .split(/\r?\n/)
    .map((value, index) => ({ value, line: index + 1, column: 1 }))
    .filter(({ value }) => value !== '' && !value.startsWith('#'));
  return { ok: true, entries };
}

function fromYaml(text: string, file: string): ReadList {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const { value, problemAt } = read.source;
  if (!Array.isArray(value)) return refused(file, 'must be a list');
  const items: readonly unknown[] = value;
  const wrong = items.flatMap((item, index) =>
    typeof item === 'string' ? [] : [problemAt({ path: [index], message: 'must be a text: put it in quotes' })],
  );
  if (wrong.length > 0) return { ok: false, problems: wrong };
  return {
    ok: true,
    entries: items.map((item, index) => ({ ...problemAt({ path: [index], message: '' }), value: String(item) })),
  };
}

function fromTable(text: string, file: string, column: string | undefined): ReadList {
  const rows = rowsOf(text);
  if (rows === undefined) return refused(file, 'has a quotation mark that nothing closes');
  const [heading = [], ...others] = rows;
  const names = heading.map(({ value }) => value.trim());
  const [only] = names;
  if (column === undefined && names.length !== 1)
    return refused(file, `has the columns ${enumeration(names)}: name one, for example column: ${only}`);
  const place = column === undefined ? 0 : names.indexOf(column);
  if (place < 0) {
    const near = nearest(column ?? '', names);
    const meant = near === undefined ? `there are ${enumeration(names)}` : `did you mean ${near}?`;
    return refused(file, `has no column ${quoted(column ?? '')}; ${meant}`);
  }
  const missing = others.find((row) => row[place] === undefined);
  if (missing !== undefined) return refused(file, `has no column ${names[place]} in this line`, missing[0]?.line);
  return { ok: true, entries: others.flatMap((row) => row[place] ?? []) };
}

/** Source: RFC 4180. `undefined` where a quotation mark is not closed. Lines with nothing in them are left out. */
function rowsOf(text: string): readonly (readonly ListEntry[])[] | undefined {
  const rows: ListEntry[][] = [];
  let row: ListEntry[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  let line = 1;
  let lineStart = 0;
  while (field.lastIndex < text.length) {
    const start = field.lastIndex;
    const found = field.exec(text);
    if (found === null) return undefined;
    const [all, inQuotes, plain = '', end = ''] = found;
    row.push({ value: inQuotes?.replaceAll('""', '"') ?? plain, line, column: start - lineStart + 1 });
    const breaks = all.split('\n').length - 1;
    line += breaks;
    if (breaks > 0) lineStart = start + all.lastIndexOf('\n') + 1;
    if (end === ',') continue;
    if (row.length > 1 || row[0]?.value !== '') rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function problemsOf(entries: readonly ListEntry[], file: string): readonly FileProblem[] {
  if (entries.length === 0)
    return [{ file, line: 1, column: 1, pointer: '', message: 'has no values; with none, nothing would be allowed' }];
  const [beyond] = entries.slice(mostEntries);
  if (beyond !== undefined)
    return [{ file, line: beyond.line, column: 1, pointer: '', message: `has more than ${mostEntries} values` }];
  const first = new Map<string, number>();
  return entries.flatMap(({ value, line, column }) => {
    const message = problemWith(value) ?? repetition(value, first.get(value));
    if (!first.has(value)) first.set(value, line);
    return message === undefined ? [] : [{ file, line, column, pointer: '', message }];
  });
}

function problemWith(value: string): string | undefined {
  if (value.trim() === '') return 'is blank';
  if (value !== value.trim()) return `${quoted(value)} begins or ends with a space`;
  return value.length > longestEntry ? `has ${value.length} characters, at most ${longestEntry} are possible` : undefined;
}

function repetition(value: string, line: number | undefined): string | undefined {
  return line === undefined ? undefined : `${quoted(value)} is in line ${line} already`;
}
