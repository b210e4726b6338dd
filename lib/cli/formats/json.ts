import type { Finding } from '../../policy/verdict.ts';
import type { Document } from '../input/document.ts';
import type { Checked } from '../judging/checked.ts';
import { type FormatMaker, separated } from './format.ts';

/** For programs: one object with the policy and, for every definition, the whole verdict with the places in the file. */
export const jsonFormat: FormatMaker = ({ policy: { document, digest } }) => {
  const { name, version } = document;
  const next = separated(',\n');
  return {
    head: `{\n"policy": ${JSON.stringify({ name, version, digest })},\n"results": [\n`,
    each: (checked) => next(JSON.stringify(resultOf(checked))),
    tail: (tally) => `\n],\n"counts": ${JSON.stringify(tally)}\n}\n`,
  };
};

function resultOf(checked: Checked) {
  if (checked.decision === 'unreadable') return checked;
  const { document, decision } = checked;
  const { file, part } = document;
  if ('errors' in checked) return { file, part, decision, errors: checked.errors.map((error) => placed(error, document)) };
  const { verdict, untold } = checked;
  const { decision: _, violations, advisories, recorded, excepted, ...rest } = verdict;
  const all = (findings: readonly Finding[]) => findings.map((finding) => placed(finding, document));
  return {
    file,
    part,
    decision,
    violations: all(violations),
    advisories: all(advisories),
    recorded: all(recorded),
    excepted: all(excepted),
    ...rest,
    untold: all(untold),
    unresolved: Object.fromEntries(document.unresolved),
  };
}

function placed<Placed extends { readonly pointer: string }>(each: Placed, document: Document) {
  return { ...each, position: document.regionOf(each.pointer).start };
}
