import * as v from 'valibot';
import { keyed } from '../../file/map-schema.ts';
import { isObject } from '../../json/value.ts';
import { templateSchema } from './template-schema.ts';

const pointerSchema = v.pipe(
  v.string(),
  v.regex(/^(?:\/(?:[^~/]|~[01])+)+$/, 'must be a JSON Pointer to a member, such as /schedule/autoDisablePolicy'),
);

const valueSchema: v.GenericSchema = v.lazy((value) => {
  if (typeof value === 'string') return templateSchema;
  if (Array.isArray(value)) return v.array(valueSchema);
  return isObject(value) ? keyed(v.string(), valueSchema) : v.unknown();
});

/** Schema of one default. Whether it fits its member, and the rules, is checked where these are known. */
export const defaultSchema = v.strictObject({
  at: v.pipe(pointerSchema, v.description('JSON Pointer to the member that gets the value where it is missing.')),
  value: v.pipe(valueSchema, v.description('What it gets; texts may hold placeholders.')),
  when: v.exactOptional(
    v.pipe(
      pointerSchema,
      v.description('JSON Pointer to a member that must be there; without it, the default is for every pipeline.'),
    ),
  ),
});
