import * as v from 'valibot';
import { isObject } from '../json/value.ts';

/** A mapping whose keys the author chooses, such as tags. */
export interface KeyedSchema<Value> extends v.GenericSchema<Readonly<Record<string, Value>>> {
  readonly key: v.GenericSchema<string>;
  readonly entry: v.GenericSchema<Value>;
}

/**
 * Schema of a mapping with free keys. Unlike valibot's `record` it looks at keys such as `constructor`: leaving one out in
 * silence would leave out what it demands. Whoever reads such a mapping takes its entries, so that no key means anything to the
 * language.
 */
export function keyed<Value>(key: v.GenericSchema<string>, entry: v.GenericSchema<Value>): KeyedSchema<Value> {
  const schema = v.pipe(
    v.custom<Readonly<Record<string, Value>>>(isObject, 'must be a mapping'),
    v.rawCheck(({ dataset, config, addIssue }) => {
      if (!dataset.typed) return;
      // The caller's settings hold for the parts as well; the type only names the kind of issue that they were written for.
      const settings = config as v.Config<v.BaseIssue<unknown>>;
      for (const [name, value] of Object.entries(dataset.value)) {
        const issues = [
          ...(v.safeParse(key, name, settings).issues ?? []),
          ...(v.safeParse(entry, value, settings).issues ?? []),
        ];
        const here = { type: 'object', origin: 'value', input: dataset.value, key: name, value } as const;
        for (const { message, path = [] } of issues) addIssue({ message, path: [here, ...path] });
      }
    }),
  );
  return Object.assign(schema, { key, entry });
}

export function isKeyed(schema: v.GenericSchema): schema is KeyedSchema<unknown> {
  return 'entry' in schema && 'key' in schema;
}
