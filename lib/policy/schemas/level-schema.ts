import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import type { LevelDocument } from '../level.ts';

/** A level as policies write it. */
export const levelDocumentSchema: v.GenericSchema<unknown, LevelDocument> = v.lazy((level) =>
  Array.isArray(level) ? levelListSchema : levelSchema,
);

const levelSchema = v.picklist(['enforce', 'warn', 'audit', 'off']);

const entrySchema = v.lazy((entry) => (typeof entry === 'object' && entry !== null ? conditionalSchema : levelSchema));

const nameSchema = v.pipe(v.string(), v.nonEmpty('must not be empty'));

/** One name or several, each a wildcard. */
const namesSchema = v.lazy((names) =>
  Array.isArray(names) ? v.pipe(v.array(nameSchema), v.nonEmpty('must have at least one entry')) : nameSchema,
);

const conditionalSchema = v.pipe(
  v.strictObject({
    environment: v.exactOptional(namesSchema),
    team: v.exactOptional(namesSchema),
    region: v.exactOptional(namesSchema),
    before: v.exactOptional(
      v.pipe(v.string(), v.check(isInstant, 'must be a date such as 2027-01-15 or a time such as 2027-01-15T08:00:00Z')),
    ),
    level: levelSchema,
  }),
  together(({ level: _, ...conditions }) =>
    Object.keys(conditions).length === 0 ? ['has no condition; write the level alone, as the last of the list'] : [],
  ),
);

const levelListSchema = v.pipe(
  v.array(entrySchema),
  v.check((list) => typeof list.at(-1) === 'string', 'must end with a plain level, which holds when no condition does'),
  v.check(
    (list) => list.slice(0, -1).every((entry) => typeof entry !== 'string'),
    'has a plain level before the end; what follows it would never be reached',
  ),
);

/** The day has to exist: `Date.parse` alone would move 30 February into March. */
function isInstant(text: string): boolean {
  const date = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text)?.[1];
  if (date === undefined || Number.isNaN(Date.parse(text))) return false;
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
