import * as v from 'valibot';
import { keyed } from '../../file/map-schema.ts';
import { fromPointer } from '../../json/pointer.ts';
import { isBlank, looksLike } from '../../text/look-alike.ts';
import { templateSchema } from './template-schema.ts';

const said = v.pipe(
  v.string(),
  v.check((text) => !isBlank(text), 'must not be blank'),
  v.maxLength(1000, 'may have at most 1000 characters'),
);

const pipelineSchema = v.pipe(
  v.string(),
  v.nonEmpty('must not be empty'),
  v.regex(/^[a-z0-9*?-]*$/, 'can never match: the name in an address has lower-case letters, digits and hyphens'),
);

const pointerSchema = v.pipe(
  v.string(),
  v.check(isPlace, 'must be a JSON Pointer, such as /loggingConfiguration/imageLogGroupName'),
);

const admittedTextSchema = v.pipe(
  templateSchema,
  v.nonEmpty('must not be empty; write null to admit that nothing is given'),
  v.check((text) => !/^[*?]+$/.test(text), 'admits any value; an exception names what it admits'),
);

const admittedSchema = v.lazy((value) => (typeof value === 'string' ? admittedTextSchema : v.unknown()));

/** Schema of one exception. What it says of rules and of the day is checked where these are known. */
export const exceptionSchema = v.pipe(
  v.strictObject({
    id: v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be of letters, digits, hyphens and underscores, at most 64 of them'),
      v.description('What names the exception in answers, logs and reports.'),
    ),
    rules: v.pipe(
      v.array(v.string()),
      v.nonEmpty('must name at least one rule'),
      v.description('Ids of the rules from which it is an exception.'),
    ),
    team: v.pipe(said, v.description('Whose pipelines it is about.')),
    pipelines: v.pipe(
      v.array(pipelineSchema),
      v.nonEmpty('must hold at least one wildcard; with none, no pipeline is meant'),
      v.description('Wildcards of normalised names: lower case, with hyphens.'),
    ),
    admits: v.pipe(
      keyed(
        pointerSchema,
        v.pipe(v.array(admittedSchema), v.nonEmpty('must hold at least one value; write null to admit that nothing is given')),
      ),
      v.check((places) => Object.keys(places).length > 0, 'must admit a value at one place at least'),
      v.description(
        'The values that it admits, by the JSON Pointer of their place: texts are wildcards, `null` admits that nothing is given. The tags of a start have their place in `/imageTags`.',
      ),
    ),
    reason: v.pipe(said, v.description('Why it is needed.')),
    ticket: v.pipe(said, v.description('Where it was asked for.')),
    requestedBy: v.pipe(said, v.description('Who asked for it.')),
    approvedBy: v.pipe(said, v.description('Who approved it: another person.')),
    until: v.pipe(
      v.string(),
      v.check(isDay, 'must be a day such as 2027-01-31, the last on which the exception holds (UTC)'),
      v.description('The last day on which it holds, in UTC.'),
    ),
  }),
  v.forward(
    v.partialCheck(
      [['requestedBy'], ['approvedBy']],
      ({ requestedBy, approvedBy }) => !isSamePerson(requestedBy, approvedBy),
      'is the person who asked for it; another person must approve',
    ),
    ['approvedBy'],
  ),
);

/** `A. Meyer` is `a.meyer`: who approves may not be told from who asks by case, spaces, punctuation or foreign letters alone. */
function isSamePerson(one: string, other: string): boolean {
  return one === other || looksLike(one, other);
}

function isPlace(pointer: string): boolean {
  return pointer.startsWith('/') && fromPointer(pointer).every((segment) => segment !== '');
}

/** The day has to exist: `Date.parse` alone would move 30 February into March. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
