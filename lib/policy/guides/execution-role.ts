import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import { alternatives, quoted, sentence } from '../../text/wording.ts';
import { arnForm, executionRole, rolePointer } from '../rules/execution-role.ts';
import { templateSchema } from '../schemas/template-schema.ts';
import { defineGuide, type Fill } from './parts/guide.ts';

const nameForm = /^[a-zA-Z_0-9+=,.@\-_/*?]*$/;

const must =
  'must be the name of a role, such as image-builder-*, or its ARN, such as arn:aws:iam::{account}:role/image-builder-*';

const roleWildcardSchema = v.pipe(
  templateSchema,
  v.nonEmpty('must not be empty'),
  v.check((text) => {
    const name = text.startsWith('arn:') ? arnForm.exec(text)?.groups?.['name'] : text;
    return name !== undefined && nameForm.test(name.replaceAll(/\{[^{}]*\}/g, '')) && !name.endsWith('/');
  }, must),
  v.title('role wildcard'),
);

const parametersSchema = v.pipe(
  v.strictObject({
    required: v.exactOptional(
      v.pipe(
        v.boolean(),
        v.description('Whether a pipeline must name a role. Without one, Image Builder takes its service-linked role.'),
        v.metadata({ default: false }),
      ),
    ),
    allow: v.exactOptional(
      v.pipe(
        v.array(roleWildcardSchema),
        v.nonEmpty('must hold at least one wildcard; with none, no role would be allowed'),
        v.description(
          'Wildcards of names or ARNs. A name without account is one of the own account; one without a path is a role of that name under any path, because IAM has each name once in an account.',
        ),
      ),
    ),
  }),
  together(({ required, allow }) =>
    required !== true && allow === undefined ? ['must require a role, or say which ones are allowed'] : [],
  ),
);

export const executionRoleGuide = defineGuide(executionRole, {
  purpose: 'Image Builder may act for a pipeline only with roles that the organisation made for it.',
  parameters: parametersSchema,
  codes: {
    missing: 'The rule demands a role, and none is named.',
    'not-allowed': 'The role matches none of the allowed wildcards.',
    'context-unknown': 'No allowed wildcard matches, and one of them needs something about the caller that is not known.',
  },
  example: { required: true, allow: ['image-builder-{team}', 'arn:aws:iam::{account}:role/service-role/image-builder-*'] },
  explain({ required = false, allow }, fill) {
    const shown = allow === undefined ? '' : alternatives(allow.map((text) => quoted(fill(text))));
    const demands = [
      ...(required ? ['an execution role must be named'] : []),
      ...(allow === undefined ? [] : [`the execution role must match ${shown}`]),
    ];
    return {
      summary: sentence(demands.join(', and ')),
      howToSatisfy: [
        `Set executionRole to ${allow === undefined ? 'the name or the ARN of a role' : `a role that matches ${shown}`}.`,
        ...(required ? [] : ['Or leave it out: Image Builder then takes its service-linked role.']),
      ],
      example: { executionRole: exampleOf(allow?.[0], fill) },
    };
  },
  narrow: ({ required = false }) => [{ at: rolePointer, required }],
});

function exampleOf(allowed = 'image-builder', fill: Fill): string {
  return fill(allowed)
    .replace(':{account}:', ':111122223333:')
    .replace(/^arn:\*/, 'arn:aws')
    .replaceAll('*', 'example')
    .replaceAll('?', 'x');
}
