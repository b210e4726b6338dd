import { toPointer } from '../json/pointer.ts';

/**
 * The JSON Pointer of the parameter that a message of Image Builder names, or of the one that refers to the resource which it
 * names; `undefined` when it names neither. The service words every semantic refusal alike: "The value supplied for parameter
 * 'distributions[0].name' is not valid. …" (as pasted in public issues, for example boto/boto3#2224 and
 * hashicorp/terraform-provider-aws#17396).
 */
export function pointerIn(message: string): string | undefined {
  const path = /\bparameter '([\w.[\]-]+)'/.exec(message)?.[1];
  if (path === undefined || path.length > maximumPathLength)
    return pointers.get(/\barn:[^:\s]*:imagebuilder:[^:\s]*:[^:\s]*:([a-z-]+)\//.exec(message)?.[1] ?? '');
  return toPointer(path.split(/[.[\]]+/).filter((segment) => segment !== ''));
}

/** No member of a definition lies so deep. */
const maximumPathLength = 512;

/** Where a pipeline refers to the kinds of resources. */
const pointers: ReadonlyMap<string, string> = new Map([
  ['image-recipe', '/imageRecipeArn'],
  ['container-recipe', '/containerRecipeArn'],
  ['infrastructure-configuration', '/infrastructureConfigurationArn'],
  ['distribution-configuration', '/distributionConfigurationArn'],
  ['workflow', '/workflows'],
]);

/**
 * A message of Image Builder as a caller may read it: without roles and sessions, without accounts other than `account`, without
 * control characters, and of bounded length.
 */
export function publicMessage(message: string, account: string): string {
  const foreign = (digits: string) => (digits === account ? digits : '(another account)');
  return message
    .slice(0, 1_000)
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\barn:[^\s'"`,;()<>]+/g, (arn) => publicArn(arn, account))
    .replace(/(?<!\d)\d{12}(?!\d)/g, foreign)
    .trim();
}

function publicArn(arn: string, account: string): string {
  const [, , service, , owner = ''] = arn.split(':');
  if (service === 'iam' || service === 'sts') return '(a role)';
  // AWS's own resources have `aws` for an account, or none.
  return ['', 'aws', account].includes(owner) ? arn : '(a resource of another account)';
}
