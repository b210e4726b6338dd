import type { Checked } from '../judging/checked.ts';
import type { FormatMaker } from './format.ts';
import { type Remark, remarksOn } from './remark.ts';

/** A test report of the kind that JUnit introduced: every definition is a test case, every refused one a failure. */
export const junitFormat: FormatMaker = ({ policy }) => {
  const cases: TestCase[] = [];
  return {
    head: '',
    each: (checked) => {
      cases.push(caseOf(checked));
      return '';
    },
    tail: () => junitReport(policy.document.name, cases),
  };
};

/** One report with one suite. */
export function junitReport(suite: string, cases: readonly TestCase[]): string {
  const count = (kind: 'errors' | 'failures') => cases.filter((each) => each[kind].length > 0).length;
  const counts = `tests="${cases.length}" failures="${count('failures')}" errors="${count('errors')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `<testsuite name="${escaped(suite)}" ${counts}>`,
    ...cases.map(testCase),
    '</testsuite>',
    '</testsuites>\n',
  ].join('\n');
}

/** One case of a report; without failures it passed. */
export interface TestCase {
  readonly name: string;
  /** Where reports group it; a file. */
  readonly group: string;
  /** Why it could not be judged at all. */
  readonly errors: readonly Failure[];
  readonly failures: readonly Failure[];
  /** What is to be known although it passed. */
  readonly output: readonly string[];
}

export interface Failure {
  /** What kind it is; a rule and its code. */
  readonly type: string;
  readonly message: string;
  readonly details: string;
}

function testCase({ name, group, errors, failures, output }: TestCase): string {
  const inside = [
    ...errors.map((failure) => failureElement('error', failure)),
    ...failures.map((failure) => failureElement('failure', failure)),
    ...(output.length === 0 ? [] : [`<system-out>${escaped(output.join('\n'))}</system-out>`]),
  ];
  const attributes = `classname="${escaped(group)}" name="${escaped(name)}" file="${escaped(group)}"`;
  return inside.length === 0
    ? `<testcase ${attributes}/>`
    : `<testcase ${attributes}>\n${inside.map((element) => `${element}\n`).join('')}</testcase>`;
}

function failureElement(element: 'error' | 'failure', { type, message, details }: Failure): string {
  return `<${element} type="${escaped(type)}" message="${escaped(message)}">${escaped(details)}</${element}>`;
}

function caseOf(checked: Checked): TestCase {
  const { file, part } = checked.decision === 'unreadable' ? checked : checked.document;
  const remarks = remarksOn(checked);
  const isError = checked.decision === 'unreadable' || checked.decision === 'error';
  const refusing = remarks.filter(({ level }) => level === 'enforce');
  return {
    name: part === '' ? file : `${file}${part}`,
    group: file,
    errors: isError ? combined(refusing) : [],
    failures: isError ? [] : combined(refusing),
    output: remarks.filter(({ level }) => level !== 'enforce').map((remark) => `${remark.level}: ${lineOf(remark)}`),
  };
}

/** Readers of these reports expect at most one failure in a case. */
function combined(remarks: readonly Remark[]): readonly Failure[] {
  const [first, ...others] = remarks;
  if (first === undefined) return [];
  const message = others.length === 0 ? first.message : `${first.message} (and ${others.length} more)`;
  return [{ type: `${first.rule}/${first.code}`, message, details: remarks.map(lineOf).join('\n') }];
}

function lineOf({ file, region, pointer, message, rule, code }: Remark): string {
  const place = region === undefined ? file : `${file}:${region.start.line}:${region.start.column}`;
  return `${place} ${pointer} ${message} (${rule}, ${code})`;
}

/** For texts and attributes alike. What XML 1.0 cannot hold is replaced (Extensible Markup Language (XML) 1.0, section 2.2). */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');
}
