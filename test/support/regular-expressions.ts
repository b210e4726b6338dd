import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';

/** A regular expression in the source, and where it stands. */
export interface SourceExpression {
  readonly source: string;
  readonly flags: string;
  /** For example `lib/arn.ts:31`. */
  readonly place: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every literal in the TypeScript files that some patterns name, as a parser finds them. */
export function expressionsIn(...patterns: readonly string[]): SourceExpression[] {
  return globSync([...patterns], { cwd: root }).flatMap((file) => expressionsOf(readFileSync(`${root}${file}`, 'utf8'), file));
}

/** Every literal in one text. */
export function expressionsOf(text: string, file: string): SourceExpression[] {
  const found: SourceExpression[] = [];
  // Node.js puts blanks in the place of types, so that everything else stays where it was.
  parse(stripTypeScriptTypes(text), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    onToken(token) {
      if (token.type.label !== 'regexp') return;
      // The types of acorn leave the value out, which such a token has.
      const { value } = token as unknown as { readonly value: { readonly pattern: string; readonly flags: string } };
      found.push({ source: value.pattern, flags: value.flags, place: `${file}:${token.loc?.start.line}` });
    },
  });
  return found;
}

/** Every expression that a module and those under it make from texts while they are loaded. */
export async function expressionsMadeBy(load: () => Promise<unknown>): Promise<SourceExpression[]> {
  const found: SourceExpression[] = [];
  const Native = globalThis.RegExp;
  globalThis.RegExp = new Proxy(Native, {
    construct(target, [pattern, flags], newTarget) {
      const made = Reflect.construct(target, [pattern, flags], newTarget) as RegExp;
      found.push({ source: made.source, flags: made.flags, place: 'made at load' });
      return made;
    },
  });
  try {
    await load();
  } finally {
    globalThis.RegExp = Native;
  }
  return found;
}
