import { remembered } from '../../text/memoize.ts';
import { joined, literalOf, type Wildcard, wildcardOf } from '../../text/wildcard.ts';
import type { JudgingContext } from './subject.ts';

/**
 * What a policy may leave open, as in `/imagebuilder/{team}/*`. Filled from the server's view of things, never from the request.
 */
export const placeholders = ['team', 'environment', 'account', 'region', 'name'] as const;

export type Placeholder = (typeof placeholders)[number];

/** A text with placeholders, taken apart. */
export type Template = readonly (string | { readonly placeholder: Placeholder })[];

/** A filled template, or the first placeholder that nothing is known for. */
export type Filled<Value> = { readonly value: Value } | { readonly unknown: Placeholder };

/**
 * Takes a template apart. Throws on a placeholder that does not exist and on a brace that is not closed; `templateSchema` finds
 * both out before. Every rule does this when a process starts, so it does without a regular expression, which would have to be
 * compiled.
 */
export function templateOf(text: string): Template {
  const [beginning = '', ...others] = text.split('{');
  const parts = others.flatMap((other): Template => {
    const [name = '', ...rest] = other.split('}');
    if (rest.length === 0) throw new TypeError(`the template ${JSON.stringify(text)} has a brace without its partner`);
    return [{ placeholder: placeholderOf(name) }, rest.join('}')];
  });
  return [beginning, ...parts].filter((part) => part !== '');
}

/** The text of a template in a context. */
export function fillText(template: Template, context: JudgingContext): Filled<string> {
  let value = '';
  for (const part of template) {
    if (typeof part === 'string') value += part;
    else if (isKnown(context[part.placeholder])) value += context[part.placeholder];
    else return { unknown: part.placeholder };
  }
  return { value };
}

type WildcardFiller = (context: JudgingContext) => Filled<Wildcard>;

/**
 * Makes the wildcard of a template in a context. What is filled in stands for itself: a `*` in a team's name matches only a `*`.
 * Contexts differ in little but the team, so what was filled in once is kept.
 */
export function wildcardFiller(template: Template): WildcardFiller {
  const open = placeholders.filter((name) => template.some((part) => typeof part !== 'string' && part.placeholder === name));
  const [only] = open;
  const fill = (values: ReadonlyMap<Placeholder, string>) => fillWildcard(template, values);
  if (only === undefined) return always(fill(new Map()));
  if (open.length > 1) return (context) => fill(new Map(open.map((name) => [name, context[name] ?? ''])));
  const filled = remembered((value) => fill(new Map([[only, value]])));
  return (context) => filled(context[only] ?? '');
}

function always(filled: Filled<Wildcard>): WildcardFiller {
  return () => filled;
}

function fillWildcard(template: Template, values: ReadonlyMap<Placeholder, string>): Filled<Wildcard> {
  let wildcard = wildcardOf('');
  for (const part of template) {
    const value = typeof part === 'string' ? part : values.get(part.placeholder);
    if (typeof part === 'string') wildcard = joined(wildcard, wildcardOf(part));
    else if (isKnown(value)) wildcard = joined(wildcard, literalOf(value));
    else return { unknown: part.placeholder };
  }
  return { value: wildcard };
}

/** A template for people: what is known is filled in, what is not stays in braces. */
export function fillForReading(text: string, context: Partial<JudgingContext>): string {
  return text.replaceAll(/\{([a-z]+)\}/g, (written, name: string) => {
    const placeholder = placeholders.find((known) => known === name);
    const value = placeholder && context[placeholder];
    return isKnown(value) ? value : written;
  });
}

function placeholderOf(name: string): Placeholder {
  if (isPlaceholder(name)) return name;
  throw new TypeError(`unknown placeholder {${name}}`);
}

/** Whether there is a placeholder of this name. */
export function isPlaceholder(name: string): name is Placeholder {
  return placeholders.some((known) => known === name);
}

/** An empty value counts as unknown: `/imagebuilder//*` would be nobody's. */
function isKnown(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value !== '';
}
