import { parseArn, type ResourceArn } from '../../../arn.ts';
import { matches } from '../../../text/wildcard.ts';
import { quoted } from '../../../text/wording.ts';
import type { JudgingContext } from '../../subject/subject.ts';
import { type Filled, fillText, type Placeholder, templateOf, wildcardFiller } from '../../subject/template.ts';

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

/** What a wildcard would have to match, as a message shows it. */
export function shownResource(arn: string): string {
  const parsed = parseArn(arn);
  return quoted(parsed === undefined ? arn : `${parsed.account}/${parsed.name}`);
}

function fillerOf(text: string): ReturnType<typeof wildcardFiller> {
  return wildcardFiller(templateOf(text));
}
