import { hash } from 'node:crypto';
import { isObject } from '../../json/value.ts';
import type { Finding, Level } from '../../policy/verdict.ts';
import type { Document, Region } from '../input/document.ts';
import type { TextPosition } from '../input/position.ts';
import type { Checked } from '../judging/checked.ts';

/** One thing that machines are told of a definition; every format but text and JSON says it in its own way. */
export interface Remark {
  readonly file: string;
  readonly region: Region | undefined;
  /** The id of the rule, or what it is that stands in the way of judging. */
  readonly rule: string;
  readonly code: string;
  readonly level: Level;
  /** A sentence without its full stop. */
  readonly message: string;
  readonly pointer: string;
  readonly part: string;
  /** The same for the same finding of the same definition, whatever the value. */
  readonly fingerprint: string;
  readonly finding?: Finding;
}

/** Names that no rule has, since ids of rules have no dot. */
export const shapeRule = 'imagegate.definition';
export const unreadableRule = 'imagegate.unreadable';
export const brokenRule = 'imagegate.rule-error';

/** Everything that refuses a definition or that its author should know. */
export function remarksOn(checked: Checked): readonly Remark[] {
  if (checked.decision === 'unreadable') return [unreadable(checked.file, checked.part, checked.position, checked.problem)];
  const { document } = checked;
  const { file, part } = document;
  const identity = identityOf(document);
  const place = (pointer: string) => ({ file, part, pointer, region: document.regionOf(pointer) });
  if ('errors' in checked) {
    return checked.errors.map(({ pointer, code, detail }) => ({
      ...place(pointer),
      rule: shapeRule,
      code,
      level: 'enforce',
      message: detail,
      fingerprint: fingerprintOf(identity, shapeRule, pointer, code),
    }));
  }
  const { outcomes, violations, advisories, recorded } = checked.verdict;
  return [
    ...outcomes.flatMap((each) => (each.outcome === 'error' ? [broken(place(''), identity, each.rule, each.reason)] : [])),
    ...[...violations, ...advisories, ...recorded].map((finding) => ({
      ...place(finding.pointer),
      ...remarkOf(finding, document),
    })),
  ];
}

/** What a finding tells besides its place. */
export function remarkOf(finding: Finding, document: Document) {
  const { rule, code, level, message, pointer } = finding;
  return { rule, code, level, message, fingerprint: fingerprintOf(identityOf(document), rule, pointer, code), finding };
}

/** What stays the same when another definition is put in front of this one. */
function identityOf({ body, part }: Document): string {
  const isPlaceInList = /^(?:#\d*\/|#\d+$|:)/.test(part);
  return isPlaceInList && isObject(body) && typeof body['name'] === 'string' ? body['name'] : part;
}

function unreadable(file: string, part: string, position: TextPosition | undefined, problem: string): Remark {
  return {
    file,
    part,
    pointer: '',
    region: position && { start: position },
    rule: unreadableRule,
    code: 'unreadable',
    level: 'enforce',
    message: problem,
    fingerprint: fingerprintOf(part, unreadableRule, ''),
  };
}

type Spot = Pick<Remark, 'file' | 'part' | 'pointer' | 'region'>;

function broken(place: Spot, identity: string, rule: string, reason: string): Remark {
  const message = `the rule ${rule} could not be evaluated: ${reason}`;
  const fingerprint = fingerprintOf(identity, brokenRule, rule);
  return { ...place, rule: brokenRule, code: 'rule-error', level: 'enforce', message, fingerprint };
}

function fingerprintOf(...parts: readonly string[]): string {
  return hash('sha256', parts.join('\n'), 'hex').slice(0, 16);
}
