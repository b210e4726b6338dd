import { type CollectionTag, Scalar, type ScalarTag, type Tags, YAMLMap } from 'yaml';
import type { AccountRegion } from '../arn.ts';
import { isObject } from '../json/value.ts';

/** What an intrinsic function of CloudFormation comes to, as far as that is known before a template is deployed. */
export type Resolved =
  | { readonly known: unknown }
  | { readonly absent: true }
  /** In words, for example `Ref WebRecipe`. */
  | { readonly unknown: string };

/** Source: Intrinsic function reference and Rules, AWS CloudFormation Template Reference Guide. */
const shortNames = ['Ref', 'Condition', 'Transform', 'GetAtt', 'Sub', 'Join', 'Select', 'Split', 'FindInMap', 'If', 'And', 'Or']
  .concat(['Not', 'Equals', 'Base64', 'Cidr', 'GetAZs', 'ImportValue', 'Length', 'ToJsonString'])
  .map((name) => ({ tag: `!${name}`, key: name === 'Ref' || name === 'Condition' ? name : `Fn::${name}` }));

/** YAML's short forms, read as the long ones: `!Ref X` is `{ Ref: X }`. */
export const intrinsicTags: Tags = shortNames.flatMap(({ tag, key }): (ScalarTag | CollectionTag)[] => [
  { tag, resolve: (text) => ({ [key]: text }) },
  { tag, collection: 'seq', resolve: (list) => wrapped(key, list) },
  { tag, collection: 'map', resolve: (map) => wrapped(key, map) },
]);

function wrapped(key: string, node: unknown): YAMLMap {
  const map = new YAMLMap();
  map.set(new Scalar(key), node);
  return map;
}

/** Whether a value of a template is a function and not data. */
export function isIntrinsic(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const [only, ...others] = Object.keys(value);
  return only !== undefined && others.length === 0 && isFunctionName(only);
}

export function isFunctionName(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

/** Resolves what follows from account and Region alone; parameters, resources and conditions are left open. */
export function resolveIntrinsic(value: Readonly<Record<string, unknown>>, place: AccountRegion): Resolved {
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (argument === 'AWS::NoValue' && name === 'Ref') return { absent: true };
  const known = textOf(value, place);
  return known === undefined ? { unknown: inWords(name, argument) } : { known };
}

/** `undefined` where a part of the text is not known. */
function textOf(value: unknown, place: AccountRegion): string | undefined {
  if (typeof value === 'string') return value;
  if (!isIntrinsic(value)) return undefined;
  if (typeof value['Ref'] === 'string') return pseudoParameter(value['Ref'], place);
  if ('Fn::Join' in value) return joined(value['Fn::Join'], place);
  return 'Fn::Sub' in value ? substituted(value['Fn::Sub'], place) : undefined;
}

/** Source: Pseudo parameters reference, AWS CloudFormation Template Reference Guide. */
function pseudoParameter(name: string, { account, region }: AccountRegion): string | undefined {
  const partitions = new Map([
    ['cn', 'aws-cn'],
    ['us-gov', 'aws-us-gov'],
  ]);
  const known = new Map([
    ['AWS::AccountId', account],
    ['AWS::Region', region],
    ['AWS::Partition', partitions.get(region.replace(/-[a-z]+-\d+$/, '')) ?? 'aws'],
  ]);
  return known.get(name);
}

function joined(argument: unknown, place: AccountRegion): string | undefined {
  const [delimiter, items]: readonly unknown[] = Array.isArray(argument) ? argument : [];
  if (typeof delimiter !== 'string' || !Array.isArray(items)) return undefined;
  const parts = items.map((item: unknown) => textOf(item, place));
  return parts.includes(undefined) ? undefined : parts.join(delimiter);
}

function substituted(argument: unknown, place: AccountRegion): string | undefined {
  const [text, own]: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return undefined;
  let isKnown = true;
  const filled = text.replace(/\$\{(!?)([^{}]*)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    const variable = name.trim();
    const value = isObject(own) && Object.hasOwn(own, variable) ? textOf(own[variable], place) : pseudoParameter(variable, place);
    isKnown &&= value !== undefined;
    return value ?? '';
  });
  return isKnown ? filled : undefined;
}

function inWords(name: string, argument: unknown): string {
  const text = typeof argument === 'string' ? argument : (JSON.stringify(argument) ?? '');
  return `${name} ${text.length > 60 ? `${text.slice(0, 59)}…` : text}`;
}
