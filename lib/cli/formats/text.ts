import type { PatchOperation } from '../../json/patch.ts';
import type { JsonValue } from '../../json/value.ts';
import type { DefinitionProblem } from '../../pipeline/definition/definition.ts';
import type { ExceptedFinding, Finding, Fix } from '../../policy/verdict.ts';
import { harmless, type Paint } from '../command/terminal.ts';
import type { Document } from '../input/document.ts';
import type { Checked, CheckedVerdict } from '../judging/checked.ts';
import type { FormatMaker } from './format.ts';

/** For people: each finding with its place in the file, what is expected, and the fix. */
export const textFormat: FormatMaker = ({ paint }) => ({
  head: '',
  each: (checked) => each(checked, paint),
  tail: ({ allow, total }) =>
    total === 0
      ? 'There is nothing to judge\n'
      : paint(allow === total ? 'green' : 'red', `${allow} of ${total} pass`).concat('\n'),
});

function each(checked: Checked, paint: Paint): string {
  if (checked.decision === 'unreadable') {
    const { file, part, position, problem } = checked;
    const place = position === undefined ? `${file}${part}` : `${file}:${position.line}:${position.column}`;
    return `${paint('red', harmless(`${place}: ${problem}`))}\n\n`;
  }
  const { document } = checked;
  const name = paint('bold', nameOf(document));
  const lines =
    'errors' in checked
      ? [`${name}: ${paint('red', 'invalid')}`, ...checked.errors.map((error) => errorLines(error, document))]
      : [`${name}: ${headline(checked, paint)}`, ...verdictLines(checked)];
  return `${lines.join('\n')}\n${lines.length > 1 ? '\n' : ''}`;
}

/** How a definition is called: its file, and which one of the file it is. */
export function nameOf({ file, part }: Pick<Document, 'file' | 'part'>): string {
  return harmless(`${file}${part}`);
}

/** `file:line:column` of the value at a pointer, or of what is near where there is none. */
function placeOf(pointer: string, document: Document): string {
  const { line, column } = document.regionOf(pointer).start;
  return harmless(`${document.file}:${line}:${column}`);
}

function headline({ decision, verdict, document, untold }: CheckedVerdict, paint: Paint): string {
  if (decision === 'error') return paint('red', 'a rule could not be evaluated');
  const { violations, advisories, recorded, excepted } = verdict;
  const counts = [
    counted(violations.length, 'violation', 'violations'),
    counted(advisories.length, 'advisory', 'advisories'),
    counted(recorded.length, 'recorded finding', 'recorded findings'),
    counted(excepted.length, 'exception used', 'exceptions used'),
  ];
  const noted = counts.filter((count) => !count.startsWith('0 '));
  const passes = document.unresolved.size === 0 && untold.length === 0 ? 'passes' : 'passes as far as it is known';
  const word = decision === 'deny' ? paint('red', 'refused') : paint('green', passes);
  return [word, ...noted].join(', ');
}

function verdictLines({ verdict, document, untold }: CheckedVerdict): readonly string[] {
  const { outcomes, violations, advisories, recorded, excepted, fix } = verdict;
  return [
    ...outcomes.flatMap((outcome) =>
      outcome.outcome === 'error' ? [`  rule ${outcome.rule} could not be evaluated: ${harmless(outcome.reason)}`] : [],
    ),
    ...[...violations, ...advisories, ...recorded].map((finding) => findingLines(finding, document)),
    ...excepted.map((finding) => exceptedLines(finding, document)),
    ...untold.map((finding) => untoldLines(finding, document)),
    ...Array.from(
      document.unresolved,
      ([pointer, reason]) => `  ${placeOf(pointer, document)} ${pointer} is not known before deployment: ${harmless(reason)}`,
    ),
    ...(fix === null ? [] : [fixLines(fix)]),
  ];
}

function findingLines({ rule, level, code, pointer, message, expected, remedy, fix }: Finding, document: Document): string {
  return block(`  ${placeOf(pointer, document)} ${pointer}`, [
    ['', message],
    ['rule', `${rule} (${level}, ${code})`],
    ['expected', expected === null ? '' : JSON.stringify(expected)],
    ['fix', fix === undefined ? 'needs a person' : operations(fix)],
    ['remedy', remedy ?? ''],
  ]);
}

function exceptedLines({ rule, level, code, pointer, message, exception }: ExceptedFinding, document: Document): string {
  return block(`  ${placeOf(pointer, document)} ${pointer}`, [
    ['', message],
    ['rule', `${rule} (${level}, ${code})`],
    ['admitted', `by the exception ${exception.id} until ${exception.until} (${exception.ticket})`],
  ]);
}

function untoldLines({ rule, level, code, pointer }: Finding, document: Document): string {
  return block(`  ${placeOf(pointer, document)} ${pointer}`, [
    ['', 'whether this is right cannot be told before deployment'],
    ['rule', `${rule} (${level}, ${code})`],
  ]);
}

function errorLines({ pointer, detail, expected, received, fix }: DefinitionProblem, document: Document): string {
  return block(`  ${placeOf(pointer, document)} ${pointer}`, [
    ['', detail],
    ['expected', shown(expected)],
    ['received', shown(received)],
    ['fix', fix === undefined || fix.length === 0 ? '' : operations(fix)],
  ]);
}

function fixLines({ patch, verified, needsInput }: Fix): string {
  if (verified) return `  The fix makes it pass (JSON Patch):\n    ${JSON.stringify(patch)}`;
  const rest = `a person is needed at ${needsInput.join(', ')}`;
  return patch.length === 0
    ? `  No fix is certain; ${rest}`
    : `  The fix helps (JSON Patch), and ${rest}:\n    ${JSON.stringify(patch)}`;
}

/** A heading, and below it the lines that say something. */
function block(heading: string, lines: readonly (readonly [label: string, text: string])[]): string {
  const said = lines
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `    ${label === '' ? '' : label.padEnd(10)}${harmless(text)}`);
  return [heading, ...said].join('\n');
}

function operations(fix: readonly PatchOperation[]): string {
  return fix
    .map((operation) =>
      operation.op === 'remove'
        ? `remove ${operation.path}`
        : `${operation.op} ${operation.path} ${JSON.stringify(operation.value)}`,
    )
    .join(', ');
}

function shown(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
