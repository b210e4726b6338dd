import { pathToFileURL } from 'node:url';
import type { ExceptedFinding, Finding, Level } from '../../policy/verdict.ts';
import type { Document } from '../input/document.ts';
import type { Checked } from '../judging/checked.ts';
import { type FormatMaker, type Frame, separated } from './format.ts';
import { relativePath } from './path.ts';
import { brokenRule, type Remark, remarkOf, remarksOn, unreadableRule } from './remark.ts';
import { message, ruleDescriptors } from './sarif-rules.ts';
import { textEdits } from './text-edit.ts';

/**
 * Static Analysis Results Interchange Format 2.1.0, an OASIS standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. Sections
 * in comments are of it.
 */
export const sarifFormat: FormatMaker = (frame) => {
  const descriptors = ruleDescriptors(frame);
  const indexOf = new Map(descriptors.map(({ id }, index) => [id, index]));
  const driver = { name: 'imagegate', organization: 'imagegate', rules: descriptors };
  const notifications: object[] = [];
  const next = separated(',\n');
  return {
    head: `{"version":"2.1.0","$schema":${JSON.stringify(schema)},"runs":[{"tool":${JSON.stringify({ driver })},\n"columnKind":"utf16CodeUnits","results":[\n`,
    each: (checked) => {
      const results = resultsOf(checked, frame);
      notifications.push(...results.filter(({ rule }) => isObstacle(rule)).map(({ result }) => notification(result)));
      return results
        .filter(({ rule }) => !isObstacle(rule))
        .map(({ rule, result }) => next(JSON.stringify({ ruleId: rule, ruleIndex: indexOf.get(rule), ...result })))
        .join('');
    },
    tail: () =>
      `\n],"invocations":${JSON.stringify([invocation(notifications)])},"properties":${JSON.stringify(policyOf(frame))}}]}\n`,
  };
};

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const levels: Readonly<Record<Level, string>> = { enforce: 'error', warn: 'warning', audit: 'note' };

/** What kept the tool from judging is said of the run, and is no result (3.58). */
function isObstacle(rule: string): boolean {
  return rule === unreadableRule || rule === brokenRule;
}

interface Result {
  readonly rule: string;
  readonly result: Readonly<Record<string, unknown>>;
}

function resultsOf(checked: Checked, frame: Frame): readonly Result[] {
  const remarks = remarksOn(checked);
  if (!('verdict' in checked)) return remarks.map((remark) => ({ rule: remark.rule, result: resultOf(remark, frame) }));
  const { document, verdict, untold } = checked;
  return [
    ...remarks.map((remark) => ({
      rule: remark.rule,
      result: { ...resultOf(remark, frame), ...fixesOf(remark.finding, document, frame) },
    })),
    ...verdict.excepted.map((finding) => excepted(finding, document, frame)),
    ...untold.map((finding) => open(finding, document, frame)),
  ];
}

function resultOf(remark: Remark, frame: Frame) {
  const { level, finding, fingerprint } = remark;
  return {
    level: levels[level],
    message: message(finding?.remedy === undefined ? `${remark.message}.` : `${remark.message}. ${finding.remedy}`),
    locations: [location(remark, frame)],
    partialFingerprints: { 'imagegate/v1': fingerprint },
    properties: { code: remark.code, pointer: remark.pointer, ...(finding && valuesOf(finding)) },
  };
}

function valuesOf({ actual, expected }: Finding) {
  return { actual, expected };
}

/** What an exception admits is a result that is suppressed (3.35). */
function excepted(finding: ExceptedFinding, document: Document, frame: Frame): Result {
  const { id, until, ticket } = finding.exception;
  const suppression = { kind: 'external', status: 'accepted', justification: `Exception ${id} until ${until}: ${ticket}` };
  return { rule: finding.rule, result: { ...resultOf(placed(finding, document), frame), suppressions: [suppression] } };
}

/** Neither a pass nor a failure, and then without a level (3.27.9). */
function open(finding: Finding, document: Document, frame: Frame): Result {
  const { pointer, code, rule } = finding;
  const remark = placed(finding, document);
  return {
    rule,
    result: {
      kind: 'open',
      level: 'none',
      message: message('Whether this is right cannot be told before deployment.'),
      locations: [location(remark, frame)],
      partialFingerprints: { 'imagegate/v1': remark.fingerprint },
      properties: { code, pointer },
    },
  };
}

function placed(finding: Finding, document: Document): Remark {
  const { file, part } = document;
  const { pointer } = finding;
  return { file, part, pointer, region: document.regionOf(pointer), ...remarkOf(finding, document) };
}

function location({ file, part, pointer, region }: Remark, frame: Frame) {
  const start = region && { startLine: region.start.line, startColumn: region.start.column };
  const end = region?.end && { endLine: region.end.line, endColumn: region.end.column };
  return {
    physicalLocation: { artifactLocation: artifact(file, frame), ...(region && { region: { ...start, ...end } }) },
    ...(part + pointer === '' ? {} : { logicalLocations: [{ fullyQualifiedName: part + pointer }] }),
  };
}

/** A URI, relative to the root of the sources where that can be (3.4.3). */
function artifact(file: string, { workingDirectory }: Frame) {
  const path = relativePath(file, workingDirectory);
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return { uri: pathToFileURL(path).href };
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** Only what can be put right in the text of the file (3.55). */
function fixesOf(finding: Finding | undefined, document: Document, frame: Frame) {
  const { fix = [], rule } = finding ?? {};
  const edits = fix.length === 0 ? undefined : textEdits(fix, document);
  if (edits === undefined) return {};
  const replacements = edits.map(({ start, end, text }) => {
    const from = document.positionAt(start);
    const to = document.positionAt(end);
    const deletedRegion = { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
    return text === '' ? { deletedRegion } : { deletedRegion, insertedContent: { text } };
  });
  const artifactChanges = [{ artifactLocation: artifact(document.file, frame), replacements }];
  return { fixes: [{ description: { text: `Satisfy the rule ${rule}.` }, artifactChanges }] };
}

function notification({ level, message: said, locations }: Result['result']) {
  return { level, message: said, locations };
}

function invocation(notifications: readonly object[]) {
  return {
    executionSuccessful: notifications.length === 0,
    ...(notifications.length > 0 && { toolExecutionNotifications: notifications }),
  };
}

function policyOf({ policy: { document, digest } }: Frame) {
  return { policy: { name: document.name, version: document.version, digest } };
}
