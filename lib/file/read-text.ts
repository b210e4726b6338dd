import { readFileSync } from 'node:fs';

/** Reads a text file, or says in a sentence why that does not work. */
export function readText(
  path: string,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string } {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reasons = new Map([
      ['ENOENT', 'there is no such file'],
      ['EISDIR', 'this is a folder, not a file'],
      ['EACCES', 'the file may not be read'],
      ['ERR_ENCODING_INVALID_ENCODED_DATA', 'the file is not UTF-8 text'],
    ]);
    return { ok: false, problem: reasons.get(code) ?? 'the file cannot be read' };
  }
}
