import { hash } from 'node:crypto';
import type { Level } from '../../policy/verdict.ts';
import { type FormatMaker, separated } from './format.ts';
import { relativePath } from './path.ts';
import { brokenRule, type Remark, remarksOn, unreadableRule } from './remark.ts';

/** A Code Quality report, which GitLab shows in merge requests. Source: Code Quality report format, GitLab Docs. */
export const gitlabFormat: FormatMaker = ({ workingDirectory }) => {
  const next = separated(',\n');
  return {
    head: '[\n',
    each: (checked) =>
      remarksOn(checked)
        .map((remark) => next(JSON.stringify(issue(remark, workingDirectory))))
        .join(''),
    tail: () => '\n]\n',
  };
};

const severities: Readonly<Record<Level, string>> = { enforce: 'major', warn: 'minor', audit: 'info' };

function issue({ file, region, rule, level, message, fingerprint }: Remark, workingDirectory: string) {
  const path = relativePath(file, workingDirectory);
  return {
    description: message,
    check_name: rule,
    // Has to be unique in a report, which can be on many files.
    fingerprint: hash('sha256', `${path}\n${fingerprint}`, 'hex').slice(0, 32),
    severity: rule === brokenRule || rule === unreadableRule ? 'blocker' : severities[level],
    location: { path, lines: { begin: region?.start.line ?? 1 } },
  };
}
