import type { Level } from '../../policy/verdict.ts';
import type { FormatMaker } from './format.ts';
import { relativePath } from './path.ts';
import { type Remark, remarksOn } from './remark.ts';

/** Workflow commands, by which GitHub Actions shows findings beside the lines of a change. */
export const githubFormat: FormatMaker = ({ workingDirectory }) => ({
  head: '',
  each: (checked) =>
    remarksOn(checked)
      .map((remark) => `${command(remark, workingDirectory)}\n`)
      .join(''),
  tail: ({ allow, total }) => `${allow} of ${total} pass\n`,
});

const commands: Readonly<Record<Level, string>> = { enforce: 'error', warn: 'warning', audit: 'notice' };

/** Source: Workflow commands for GitHub Actions, GitHub Docs. */
function command({ file, region, rule, level, message, finding }: Remark, workingDirectory: string): string {
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ['file', relativePath(file, workingDirectory)],
    ['line', region?.start.line],
    ['col', region?.start.column],
    // GitHub ignores a column where a finding spans several lines.
    ['endColumn', region?.end?.line === region?.start.line ? region?.end?.column : undefined],
    ['title', rule],
  ];
  const written = properties.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapedProperty(String(value))}`],
  );
  const text = finding?.remedy === undefined ? message : `${message}. ${finding.remedy}`;
  return `::${commands[level]} ${written.join(',')}::${escapedData(text)}`;
}

/** Source: the command module of github.com/actions/toolkit, by which actions escape what they say. */
function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
