import { readYaml, type YamlSource } from '../../lib/policy/yaml-source.ts';
import { problemLine, readText } from './compile.ts';

export type ReadDefinition =
  | { readonly ok: true; readonly value: unknown; readonly source: YamlSource }
  | { readonly ok: false; readonly problem: string };

/** Reads a definition from JSON or YAML, each value with its place in the file. */
export function readDefinition(file: string): ReadDefinition {
  const read = readText(file);
  if (!read.ok) return { ok: false, problem: `${file}: ${read.problem}` };
  if (file.endsWith('.json')) {
    const complaint = jsonComplaint(read.text);
    if (complaint !== undefined) return { ok: false, problem: `${file}: not JSON: ${complaint}` };
  }
  // JSON is YAML but for tabs, which in JSON stand between tokens only.
  const parsed = readYaml(file.endsWith('.json') ? read.text.replaceAll('\t', ' ') : read.text, file);
  if (!parsed.ok) return { ok: false, problem: parsed.problems.map(problemLine).join('\n') };
  return { ok: true, value: parsed.source.value, source: parsed.source };
}

function jsonComplaint(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
