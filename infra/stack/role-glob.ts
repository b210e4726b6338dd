import { arnForm } from '../../lib/policy/rules/execution-role.ts';
import { type Template, templateOf } from '../../lib/policy/subject/template.ts';
import { anything, type Glob, globOf, globOfText, overlap } from '../../lib/text/overlap.ts';

/** What is known of a deployment before it happens. */
export interface KnownCircumstances {
  /** `null`: only known at deployment, and then anything may be meant. */
  readonly account: string | null;
  readonly region: string | null;
  /** `null`: no environment is known for the account, and nothing can be filled in. */
  readonly environment: string | null;
}

type Known = KnownCircumstances & { readonly team: string | null };

/**
 * The roles of the own account, by path and name as in `team/builder`, that a wildcard of an `execution-role` rule or of an
 * exception admits for a team; more than one glob where a path is left open, none where nothing can be meant.
 * @param text The wildcard, of names or of ARNs, with placeholders.
 */
export function globsOfRole(text: string, known: Known): readonly Glob[] {
  const { account = '{account}', name: whole = text } = arnForm.exec(text)?.groups ?? {};
  if (!isOwn(account, known)) return [];
  const slash = whole.lastIndexOf('/');
  const name = filled(whole.slice(slash + 1), known, false);
  const path = filled(whole.slice(0, slash + 1).replace(/^\//, ''), known, true);
  if (name === undefined || path === undefined) return [];
  // A name alone is that of a role under any path: IAM has each name once in an account.
  return slash < 0 ? [name, [anything, { character: '/' }, ...name]] : [[...path, ...name]];
}

function isOwn(account: string, known: Known): boolean {
  if (known.account === null) return true;
  const glob = filled(account, known, false);
  return glob !== undefined && overlap(glob, globOfText(known.account));
}

/** `undefined` where a placeholder has no value for this team. */
function filled(text: string, known: Known, admitsSlash: boolean): Glob | undefined {
  const parts = templateOf(text).map((part) => globOfPart(part, known, admitsSlash));
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function globOfPart(part: Template[number], known: Known, admitsSlash: boolean): Glob | undefined {
  if (typeof part === 'string') return globOf(part, admitsSlash);
  switch (part.placeholder) {
    case 'team':
      return known.team === null ? undefined : globOfText(known.team);
    case 'environment':
      return known.environment === null ? undefined : globOfText(known.environment);
    case 'account':
    case 'region':
      return known[part.placeholder] === null ? unknownText : globOfText(known[part.placeholder] ?? '');
    case 'name':
      return unknownText;
  }
}

/** What is filled in later: a name, an account or a Region, none of which has a slash. */
const unknownText: Glob = [{ many: true, admitsSlash: false }];
