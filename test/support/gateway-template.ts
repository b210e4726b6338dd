import { isObject } from '../../lib/json/value.ts';

/**
 * A text of API Gateway with the variables of a request filled in, as they stand: nothing is escaped, and what is absent is a
 * hyphen. Source: API Gateway Developer Guide, "Variables for access logging".
 */
export function filledIn(template: string, context: object): string {
  return template.replace(/\$context\.([\w.]+\w)/g, (_, path: string) => {
    const value = path.split('.').reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), context);
    return value === undefined || value === null ? '-' : String(value);
  });
}
