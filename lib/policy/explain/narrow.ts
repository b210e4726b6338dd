import { fromPointer, toPointer } from '../../json/pointer.ts';
import { isObject, type JsonObject, type JsonValue } from '../../json/value.ts';
import { endOfException } from '../exceptions.ts';
import type { FormContext, Narrowing } from '../guides/parts/guide.ts';
import type { Policy, PolicyRule } from '../policy.ts';
import type { Reader } from './explain.ts';
import { guideOf } from './guide-of.ts';

/**
 * Narrows the JSON Schema of a definition to what the enforced rules let a reader ask for. It refuses nothing that they admit.
 * What they refuse beyond it: lists of more than a hundred values; when and how often schedules run, and their time zones; keys that look like optional ones, and
 * image tags that are not those of the pipeline; wildcards with `{name}`; patterns on normalised names, and on texts beyond the
 * Basic Multilingual Plane; which execution roles are allowed; pitfalls; expressions; rules with a condition; what a default
 * fills in under a condition, or where a map of tags is full; and rules that a current exception of the reader's team is about,
 * because it may admit values.
 * @param base Keywords that draft-07 and 2020-12 share.
 */
export function narrowSchema(base: JsonObject, policy: Policy, reader: Reader, now: Date): JsonObject {
  const context: FormContext = { ...reader, isFilledIn: (pointer) => policy.defaults.some(({ at }) => at === pointer) };
  const narrowings = policy.rules
    .filter((rule) => binds(rule, policy, reader, now))
    .flatMap((rule) => guideOf(rule).narrow(rule.parameters, context));
  return [...narrowings, ...defaultsOf(policy, reader)].reduce((schema, narrowing) => narrowed(schema, narrowing, context), base);
}

function binds(rule: PolicyRule, { document: { exceptions = [] } }: Policy, reader: Reader, now: Date): boolean {
  const mayAdmit = exceptions.some(
    (exception) =>
      exception.team === reader.team && exception.rules.includes(rule.id) && now.getTime() < endOfException(exception),
  );
  // What a condition says of a definition cannot be known before there is one.
  const isFor = rule.when === undefined && rule.scope.outside(reader) === undefined;
  return isFor && !mayAdmit && rule.operations.includes('write') && rule.level(reader, now).level === 'enforce';
}

/** What the organisation fills in, for a form to show. */
function defaultsOf({ defaults }: Policy, reader: Reader): readonly Narrowing[] {
  return defaults.flatMap(({ at, valueFor }) => {
    const found = valueFor({ ...reader, name: '' });
    return 'value' in found ? [{ at, schema: { default: found.value } }] : [];
  });
}

function narrowed(
  schema: JsonObject,
  { at, schema: written = {}, required = false }: Narrowing,
  context: FormContext,
): JsonObject {
  const fragment = light(written);
  const segments = fromPointer(at);
  const changed = changedAt(schema, segments, (place) => combined(place, fragment));
  return required ? demanded(changed, segments, context) : changed;
}

/** So long may a form's list of values be, and so long, in characters, what is to be matched. */
const mostValues = 100;
const longestPattern = 10_000;

/** A schema without what is too much for a form to carry; its description tells how many values there are. */
function light(schema: JsonObject): JsonObject {
  const isLight = ([keyword, value]: readonly [string, JsonValue | undefined]) =>
    !(keyword === 'enum' && Array.isArray(value) && value.length > mostValues) &&
    !(keyword === 'pattern' && typeof value === 'string' && value.length > longestPattern) &&
    // Less in what is refused would refuse more.
    !(keyword === 'not' && JSON.stringify(value).length > longestPattern);
  return Object.fromEntries(
    Object.entries(schema)
      .filter(isLight)
      .map(([keyword, value]) => [keyword, keyword === 'not' ? value : lightened(value)]),
  );
}

function lightened(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item: JsonValue) => lightened(item) ?? null);
  return isObject(value) ? light(value as JsonObject) : value; // a part of JSON is JSON
}

/**
 * The schema with another one at a place. A member of a map that has no schema of its own gets one: what holds for all members.
 */
function changedAt(
  schema: JsonObject,
  [head, ...rest]: readonly string[],
  change: (place: JsonObject) => JsonObject,
): JsonObject {
  if (head === undefined) return change(schema);
  const properties = objectAt(schema, 'properties');
  const member = Object.hasOwn(properties, head) ? objectAt(properties, head) : objectAt(schema, 'additionalProperties');
  return { ...schema, properties: { ...properties, [head]: changedAt(member, rest, change) } };
}

/**
 * Demands a member and what holds it, down to which the organisation would fill in what is missing. A form may send a mapping
 * without anything in it, which counts as missing too.
 */
function demanded(schema: JsonObject, segments: readonly string[], context: FormContext): JsonObject {
  const places = segments.map((_, index) => segments.slice(0, index + 1));
  const filledIn = places.findLastIndex((place) => context.isFilledIn(toPointer(place)));
  return places
    .slice(filledIn + 1)
    .reduce(
      (result, place) =>
        changedAt(result, place.slice(0, -1), (holder) =>
          filledIn === 0 && place.length === 2 && countsAsMissing.has(place[0] ?? '')
            ? combined(holder, { allOf: [{ anyOf: [saysNothing, { required: [place[1] ?? ''] }] }] })
            : { ...holder, required: [...new Set([...listAt(holder, 'required'), place.at(-1) ?? ''])] },
        ),
      schema,
    );
}

/** Members that a definition is read without when they are empty. A schedule is not one: there is such a thing as an empty one. */
const countsAsMissing: ReadonlySet<string> = new Set([
  'tags',
  'imageTags',
  'imageTestsConfiguration',
  'imageScanningConfiguration',
  'loggingConfiguration',
]);

/** No members, or only such as say nothing themselves: `{ ecrConfiguration: { containerTags: [] } }`. */
const saysNothing: JsonObject = {
  additionalProperties: { type: 'object', additionalProperties: { type: 'array', maxItems: 0 } },
};

/** A schema that demands what both do: in one where keywords allow, by `allOf` where they meet. */
function combined(schema: JsonObject, fragment: JsonObject): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...schema };
  const clashing: Record<string, JsonValue | undefined> = {};
  for (const [keyword, value] of Object.entries(fragment)) {
    const present = Object.hasOwn(result, keyword) ? result[keyword] : undefined;
    if (present === undefined || keyword === 'default' || keyword === 'examples') result[keyword] = value;
    else if (keyword === 'description') result[keyword] = `${String(present)}; ${String(value)}`;
    else if (keyword === 'allOf') result[keyword] = [...listAt(result, keyword), ...listAt(fragment, keyword)];
    else if (keyword !== 'title') clashing[keyword] = value;
  }
  return Object.keys(clashing).length === 0 ? result : { ...result, allOf: [...listAt(result, 'allOf'), clashing] };
}

function objectAt(schema: JsonObject, keyword: string): JsonObject {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
  return isObject(value) ? (value as JsonObject) : {}; // a part of JSON is JSON
}

function listAt(schema: JsonObject, keyword: string): readonly JsonValue[] {
  const value = schema[keyword];
  return Array.isArray(value) ? value : [];
}
