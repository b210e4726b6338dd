import { describe, expect, it } from 'vitest';
import { operations } from '../../../infra/image-builder/operations/table.ts';
import { arn, minimal, running } from './running.ts';

/** Right for one operation or another, so that the nonsense in one member is not hidden by the absence of the others. */
const sound = {
  ...minimal,
  clientToken: 'token',
  imagePipelineArn: arn('image-pipeline/web-base'),
  semanticVersion: '1.0.0',
  parentImage: 'ami-1',
  instanceProfileName: 'profile',
  containerType: 'DOCKER',
  targetRepository: { service: 'ECR', repositoryName: 'r' },
  distributions: [{ region: 'eu-west-1' }],
  type: 'TEST',
  imageBuildVersionArn: arn('image/web/1.4.0/1'),
  imageVersionArn: arn('image/web/1.4.0'),
  pipeline: '*',
  seconds: 1,
};
const nonsense = [
  0,
  -1.5,
  1e308,
  '',
  '\0',
  '\u{1F480}'.repeat(300),
  true,
  [],
  [null],
  [[]],
  {},
  { '': {} },
  { name: {}, values: [{}] },
];

describe('nonsense in any member', () => {
  it.each(operations.map((operation) => [operation.name, operation] as const))(
    'of %s gets a defined answer',
    async (_, operation) => {
      const defects: unknown[] = [];
      const { server } = await running({ onDefect: (error) => defects.push(error) });
      const path = operation.path.replace('{resourceArn}', encodeURIComponent(arn('image-recipe/web/1.4.0')));
      const hasBody = operation.method === 'PUT' || operation.method === 'POST';
      for (const member of hasBody ? operation.members : Object.keys(operation.query)) {
        const answers = nonsense.map(async (value) => {
          const body = JSON.stringify({ ...sound, [member]: value });
          const target = hasBody ? path : `${path}?${new URLSearchParams({ [member]: String(value) })}`;
          const answer = await fetch(server.url + target, { method: operation.method, ...(hasBody && { body }) });
          return { status: answer.status, body: await answer.json() };
        });
        for (const { status, body } of await Promise.all(answers)) {
          expect([200, 400, 402, 404]).toContain(status);
          expect(body).toEqual(expect.any(Object));
        }
      }
      expect(defects).toEqual([]);
    },
  );
});
