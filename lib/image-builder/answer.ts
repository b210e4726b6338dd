import * as v from 'valibot';
import { isObject, isTextMap } from '../json/value.ts';

/** An answer of Image Builder that does not have the shape which its API reference promises. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
  /** Where the answer differs, for example `imagePipeline.consecutiveFailures`. */
  readonly places: readonly string[];

  constructor(message: string, places: readonly string[] = []) {
    super(message);
    this.places = places;
  }
}

/** Reads an answer by a schema. Throws `UnreadableAnswer`; members that the schema does not know are left out. */
export function read<const Schema extends v.GenericSchema>(schema: Schema, answer: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return parsed.output;
  const places = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the answer');
  throw new UnreadableAnswer(parsed.issues.map((issue, index) => `${places[index]}: ${issue.message}`).join('; '), places);
}

/** What is read of an item of a list. */
export type ReadItem<Schema extends v.GenericSchema<unknown, object>> = v.InferOutput<Schema> & {
  /** Names of members that have another form than documented, and are left out. */
  readonly unreadable?: readonly string[];
};

/**
 * Reads the items of a list one by one, so that an odd one hides no other: it is read without the members that are odd.
 * `stand-ins` are what replaces those that a reader cannot do without. An item without a readable ARN is left out, since nothing
 * tells what it is.
 */
export function readItems<const Schema extends v.GenericSchema<unknown, object>>(
  schema: Schema,
  items: readonly unknown[],
  standIns: (arn: string) => Readonly<Record<string, unknown>> = () => ({}),
): ReadItem<Schema>[] {
  return items.flatMap((item) => {
    const parsed = v.safeParse(schema, item);
    if (parsed.success) return [parsed.output];
    if (!isObject(item) || typeof item['arn'] !== 'string') return [];
    const unreadable = [...new Set(parsed.issues.map((issue) => String(issue.path?.[0]?.key)))];
    const sound = Object.entries(item).filter(([member]) => !unreadable.includes(member));
    const again = v.safeParse(schema, { ...standIns(item['arn']), ...Object.fromEntries(sound) });
    return again.success ? [{ ...again.output, unreadable }] : [];
  });
}

export const optionalText = v.optional(v.string());

/**
 * A tag may be called `constructor`, which `v.record` would drop as unsafe; rebuilt from its own entries the map is safe and
 * whole.
 */
export const tagsAnswer = v.pipe(
  v.custom<Record<string, string>>(isTextMap, 'Expected a map of texts'),
  v.transform((map): Record<string, string> => Object.fromEntries(Object.entries(map))),
);
