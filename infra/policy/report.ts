import type { PatchOperation } from '../../lib/json/patch.ts';
import { fromPointer } from '../../lib/json/pointer.ts';
import type { JsonValue } from '../../lib/json/value.ts';
import type { DefinitionProblem } from '../../lib/pipeline/definition.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { Finding, Fix, Verdict } from '../../lib/policy/verdict.ts';
import type { YamlSource } from '../../lib/policy/yaml-source.ts';
import type { Judged } from './judge-body.ts';

/** What became of one file. */
export type CheckedFile =
  | { readonly file: string; readonly decision: 'unreadable'; readonly problem: string }
  | { readonly file: string; readonly decision: Judged['decision']; readonly judged: Judged; readonly source: YamlSource };

/** For people: each finding with its place in the file, what is expected, and the fix. */
export function textReport(checked: readonly CheckedFile[]): string {
  const passed = checked.filter(({ decision }) => decision === 'allow').length;
  return `${checked.map(fileReport).join('\n')}\n${passed} of ${checked.length} pass\n`;
}

/** For programs: one object with the policy and every file. */
export function jsonReport(checked: readonly CheckedFile[], { document, digest }: Policy): string {
  const { name, version } = document;
  const results = checked.map((each) => {
    if (!('judged' in each)) return each;
    const { file, decision, judged } = each;
    return 'verdict' in judged ? { file, ...judged.verdict } : { file, decision, errors: judged.errors };
  });
  return `${JSON.stringify({ policy: { name, version, digest }, results }, null, 2)}\n`;
}

function fileReport(checked: CheckedFile): string {
  if (!('judged' in checked)) return `${checked.problem}\n`;
  const { file, judged, source } = checked;
  const at = (pointer: string) => {
    const { line, column } = source.problemAt({ path: fromPointer(pointer), message: '' });
    return `${file}:${line}:${column}`;
  };
  if (!('verdict' in judged))
    return [`${file}: invalid`, ...judged.errors.map((error) => errorReport(error, at))].join('\n').concat('\n');
  const { verdict } = judged;
  const findings = [...verdict.violations, ...verdict.advisories, ...verdict.recorded];
  return [
    `${file}: ${headline(verdict)}`,
    ...verdict.outcomes.flatMap((each) =>
      each.outcome === 'error' ? [`  rule ${each.rule} could not be evaluated: ${each.reason}`] : [],
    ),
    ...findings.map((finding) => findingReport(finding, at)),
    ...(verdict.fix === null ? [] : [fixReport(verdict.fix)]),
  ]
    .join('\n')
    .concat('\n');
}

function headline({ decision, violations, advisories }: Verdict): string {
  if (decision === 'error') return 'a rule could not be evaluated';
  const counts = [counted(violations.length, 'violation', 'violations'), counted(advisories.length, 'advisory', 'advisories')];
  const noted = counts.filter((count) => !count.startsWith('0 ')).join(', ');
  return `${decision === 'allow' ? 'passes' : 'refused'}${noted === '' ? '' : `, ${noted}`}`;
}

function findingReport(finding: Finding, at: (pointer: string) => string): string {
  const { rule, level, code, pointer, message, expected, remedy, fix } = finding;
  return block(`  ${at(pointer)} ${pointer}`, [
    ['', message],
    ['rule', `${rule} (${level}, ${code})`],
    ['expected', expected === null ? '' : JSON.stringify(expected)],
    ['fix', fix === undefined ? 'needs a person' : operations(fix)],
    ['remedy', remedy ?? ''],
  ]);
}

function errorReport({ pointer, detail, expected, received, fix }: DefinitionProblem, at: (pointer: string) => string): string {
  return block(`  ${at(pointer)} ${pointer}`, [
    ['', detail],
    ['expected', shown(expected)],
    ['received', shown(received)],
    ['fix', fix === undefined || fix.length === 0 ? '' : operations(fix)],
  ]);
}

function fixReport({ patch, verified, needsInput }: Fix): string {
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
    .map(([label, text]) => `    ${label === '' ? '' : label.padEnd(10)}${text}`);
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
