import * as v from 'valibot';
import { isObject, type JsonValue } from '../../json/value.ts';
import { enumeration } from '../../text/wording.ts';
import { conditionSchema } from '../cel/cel-schema.ts';
import { messageSchema } from '../cel/message-schema.ts';
import { expression } from '../rules/expression.ts';
import { judgedShapeAt } from '../subject/judged-shape.ts';
import { defineGuide } from './parts/guide.ts';

const pointerSchema = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const shape = dataset.typed ? judgedShapeAt(dataset.value) : 'text';
    if (typeof shape === 'object' && 'problem' in shape) addIssue({ message: shape.problem });
  }),
);

const placesSchema = v.pipe(
  v.array(pointerSchema),
  v.nonEmpty('must name at least one place'),
  v.maxLength(10, 'may name at most 10 places'),
);

const parametersSchema = v.strictObject({
  assert: v.pipe(
    conditionSchema,
    v.description(
      'What must hold, in CEL: `definition` is the pipeline, `context` what the server knows (team, environment, account, region, name), `operation` what is judged: `write`, `start` or `delete`. Lists and maps that a definition lacks are empty; to read another member that is absent is an error, which refuses, so ask `has(…)` before.',
    ),
  ),
  at: v.pipe(
    v.lazy((at) => (Array.isArray(at) ? placesSchema : pointerSchema)),
    v.title('JSON Pointer, or a list of them'),
    v.description('The members that findings point to.'),
  ),
  message: v.pipe(
    messageSchema,
    v.description('What a finding says: begins in lower case, has no full stop, and may quote values in braces.'),
  ),
  example: v.exactOptional(
    v.pipe(
      v.custom<Readonly<Record<string, JsonValue>>>(isObject, 'must be a mapping of members of a definition'),
      v.description('Members of a definition that satisfy the rule, shown as an example; tried when the policy is loaded.'),
    ),
  ),
});

export const expressionGuide = defineGuide(expression, {
  purpose: 'A condition of the organisation, written in CEL (the Common Expression Language), must hold.',
  parameters: parametersSchema,
  codes: {
    'not-satisfied': 'The condition does not hold.',
    'context-unknown': 'The condition depends on something about the caller that is not known.',
    'too-large': 'The definition has so many entries that judging it by this condition could take too long.',
  },
  example: {
    assert: 'definition.workflows.all(w, !has(w.onFailure) || w.onFailure == "ABORT")',
    at: '/workflows',
    message: 'a failing workflow must stop the build of {definition.name}',
    example: { workflows: [] },
  },
  explain({ assert, at, message, example = {} }, fill) {
    const places = enumeration([at].flat().map((place) => (place === '' ? 'the definition' : place)));
    return {
      summary: `\`${assert}\` must hold.`,
      howToSatisfy: [`Change ${places} so that \`${assert}\` holds.`, `Otherwise the finding is: ${fill(message)}`],
      example: { ...example },
    };
  },
});
