import * as v from 'valibot';
import { parseArn, type ResourceArn } from '../arn.ts';
import type { Fill } from './rule.ts';
import type { JudgingContext } from './subject.ts';
import { type Filled, fillText, type Placeholder, templateOf, templateSchema, wildcardFiller } from './template.ts';
import { matches } from './wildcard.ts';
import { quoted } from './wording.ts';

/** Characters of names of resources; source: patterns of the ARNs in CreateImagePipeline, EC2 Image Builder API Reference. */
const nameForm = /^[a-z0-9_*?-]+$/;
const accountForm = /^(?:[0-9*?]{1,12}|aws)$/;

/**
 * `account/name`, each part a wildcard by itself, so that no `*` reaches from one into the other: `{account}/web-*` is whatever
 * begins with web- in the account of the deployment, `aws/*` all that AWS provides.
 */
export const resourceWildcardSchema = v.pipe(
  templateSchema,
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? complaintAbout(dataset.value) : undefined;
    if (message !== undefined) addIssue({ message });
  }),
  v.title('account/name wildcard'),
);

function complaintAbout(text: string): string | undefined {
  const [account, name, ...beyond] = text.replaceAll(/\{[^{}]*\}/g, '0').split('/');
  if (account === undefined || name === undefined || beyond.length > 0)
    return 'must be account/name, such as {account}/web-* for the own account or aws/* for what AWS provides';
  if (!accountForm.test(account)) return 'can never match: before the slash stands an account, of 12 digits, {account}, or aws';
  return nameForm.test(name)
    ? undefined
    : 'can never match: behind the slash stands a name as in ARNs, of lower-case letters, digits, - and _';
}

/** Whether one of some wildcards matches, or which placeholder would have to be known to tell. */
export type ResourceMatch = boolean | { readonly unknown: Placeholder };

/** Makes the function that tells whether a resource is among those that the wildcards allow. */
export function prepareResourceWildcards(
  allow: readonly string[],
): (arn: Pick<ResourceArn, 'account' | 'name'>, context: JudgingContext) => ResourceMatch {
  const parts = allow.map((text) => {
    const slash = text.indexOf('/');
    return { account: fillerOf(text.slice(0, slash)), name: fillerOf(text.slice(slash + 1)) };
  });
  return (arn, context) => {
    let unknown: Placeholder | undefined;
    for (const part of parts) {
      const account = part.account(context);
      const name = part.name(context);
      if ('unknown' in account) unknown ??= account.unknown;
      else if ('unknown' in name) unknown ??= name.unknown;
      else if (matches(account.value, arn.account) && matches(name.value, arn.name)) return true;
    }
    return unknown === undefined ? false : { unknown };
  };
}

/** The one resource that the wildcards allow; `undefined` when there are several, or when it is not known. */
export function onlyResource(allow: readonly string[], context: JudgingContext): { account: string; name: string } | undefined {
  const [only, ...others] = allow;
  if (only === undefined || others.length > 0 || /[*?]/.test(only)) return undefined;
  const filled: Filled<string> = fillText(templateOf(only), context);
  if ('unknown' in filled) return undefined;
  const [account = '', name = ''] = filled.value.split('/');
  return { account, name };
}

/** A resource that a wildcard allows, for an example; an account that nobody knows is the one that documents of AWS have. */
export function exampleResource(allowed: string, fill: Fill): { readonly account: string; readonly name: string } {
  const [account = '', name = ''] = fill(allowed).replaceAll('*', 'example').replaceAll('?', '0').split('/');
  return { account: /^(?:\d{12}|aws)$/.test(account) ? account : '111122223333', name };
}

/** What a wildcard would have to match, as a message shows it. */
export function shownResource(arn: string): string {
  const parsed = parseArn(arn);
  return quoted(parsed === undefined ? arn : `${parsed.account}/${parsed.name}`);
}

function fillerOf(text: string): ReturnType<typeof wildcardFiller> {
  return wildcardFiller(templateOf(text));
}
