import * as v from 'valibot';
import { isObject } from '../json/value.ts';

/** A mapping whose keys the author chooses, such as tags: a `Map`, in which no key means anything to the language. */
export interface KeyedSchema<Value> extends v.GenericSchema<unknown, ReadonlyMap<string, Value>> {
  readonly key: v.GenericSchema<unknown, string>;
  readonly entry: v.GenericSchema<unknown, Value>;
}

/**
 * Schema of a mapping with free keys. Unlike valibot's `record` it keeps keys such as `constructor`: leaving one out in silence
 * would leave out what it demands.
 */
export function keyed<Value>(key: v.GenericSchema<unknown, string>, entry: v.GenericSchema<unknown, Value>): KeyedSchema<Value> {
  const schema = v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isObject, 'must be a mapping'),
    v.rawTransform(({ dataset, config, addIssue }): ReadonlyMap<string, Value> => {
      // The caller's settings hold for the parts as well; the type only names the kind of issue that they were written for.
      const settings = config as v.Config<v.BaseIssue<unknown>>;
      const result = new Map<string, Value>();
      for (const [name, value] of Object.entries(dataset.value)) {
        const parsed = v.safeParse(entry, value, settings);
        const issues = [...(v.safeParse(key, name, settings).issues ?? []), ...(parsed.issues ?? [])];
        const here = { type: 'object', origin: 'value', input: dataset.value, key: name, value } as const;
        for (const { message, path = [] } of issues) addIssue({ message, path: [here, ...path] });
        if (parsed.success) result.set(name, parsed.output);
      }
      return result;
    }),
  );
  return Object.assign(schema, { key, entry });
}

export function isKeyed(schema: v.GenericSchema): schema is KeyedSchema<unknown> {
  return 'entry' in schema && 'key' in schema;
}
