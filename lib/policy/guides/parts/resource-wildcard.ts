import * as v from 'valibot';
import { templateSchema } from '../../schemas/template-schema.ts';
import type { Fill } from './guide.ts';

/** Characters of names of resources; source: patterns of the ARNs in CreateImagePipeline, EC2 Image Builder API Reference. */
const nameForm = /^[a-z0-9_*?-]+$/;

/**
 * `account/name`, each part a wildcard by itself, so that no `*` reaches from one into the other: `{account}/web-*` is whatever
 * begins with web- in the account of the deployment, `aws/*` all that AWS provides.
 */
export const resourceWildcardSchema = v.pipe(
  templateSchema,
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? problemWith(dataset.value) : undefined;
    if (message !== undefined) addIssue({ message });
  }),
  v.title('account/name wildcard'),
);

function problemWith(text: string): string | undefined {
  const [account, name, ...beyond] = text
    .replaceAll('{account}', '0'.repeat(accountDigits))
    .replaceAll(/\{[^{}]*\}/g, '*')
    .split('/');
  if (account === undefined || name === undefined || beyond.length > 0)
    return 'must be account/name, such as {account}/web-* for the own account or aws/* for what AWS provides';
  if (account !== 'aws' && !canBeAccount(account))
    return `can never match: before the slash stands an account, of ${accountDigits} digits, {account}, or aws`;
  return nameForm.test(name)
    ? undefined
    : 'can never match: behind the slash stands a name as in ARNs, of lower-case letters, digits, - and _';
}

/** Source: AWS Account Management Reference Guide, "View AWS account identifiers": an account id has 12 digits. */
const accountDigits = 12;

/** Whether a wildcard matches the id of some account. */
function canBeAccount(wildcard: string): boolean {
  const digits = wildcard.replaceAll('*', '').length;
  return /^[0-9*?]+$/.test(wildcard) && (wildcard.includes('*') ? digits <= accountDigits : digits === accountDigits);
}

/** A resource that a wildcard allows, for an example; an account that nobody knows is the one that documents of AWS have. */
export function exampleResource(allowed: string, fill: Fill): { readonly account: string; readonly name: string } {
  const [account = '', name = ''] = fill(allowed).replaceAll('*', 'example').replaceAll('?', '0').split('/');
  return { account: /^(?:\d{12}|aws)$/.test(account) ? account : '111122223333', name };
}
