/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [member: string]: JsonValue | undefined;
}

/** Whether a value is a plain JSON object: neither null, nor an array, nor a scalar. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a plain JSON object that holds nothing but what `isEntry` says yes to. */
export function isMapOf<Entry>(
  value: unknown,
  isEntry: (entry: unknown) => entry is Entry,
): value is Readonly<Record<string, Entry>> {
  return isObject(value) && Object.values(value).every(isEntry);
}

/** Whether a value is a plain JSON object that holds nothing but texts. */
export function isTextMap(value: unknown): value is Readonly<Record<string, string>> {
  return isMapOf(value, isText);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}
