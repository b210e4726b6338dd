import * as v from 'valibot';
import { isTextMap } from '../json/value.ts';

/** An answer of Image Builder that does not have the shape which its API reference promises. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** Reads an answer by a schema. Throws `UnreadableAnswer`; members that the schema does not know are left out. */
export function read<const Schema extends v.GenericSchema>(schema: Schema, answer: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return parsed.output;
  const places = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}`);
  throw new UnreadableAnswer(places.join('; '));
}

export const optionalText = v.optional(v.string());

/** A tag may be called `constructor`, which `v.record` would drop as unsafe; rebuilt from its own entries the map is safe and whole. */
export const tagMap = v.pipe(
  v.custom<Record<string, string>>(isTextMap, 'Expected a map of texts'),
  v.transform((map): Record<string, string> => Object.fromEntries(Object.entries(map))),
);
