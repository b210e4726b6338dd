import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionArn, executionIdOf, parseExecutionId, printExecutionId } from '../../lib/execution/id.ts';

const home = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

/** Names of recipes as they stand in ARNs, with many that look like the rest of an id. */
const recipe = fc.oneof(
  fc.stringMatching(/^[a-z0-9_-]{1,128}$/),
  fc
    .array(fc.constantFrom('web', '1', '0', '-', '--', '_', '1-0-0', '7'), { minLength: 1, maxLength: 12 })
    .map((parts) => parts.join('')),
);
const version = fc.tuple(fc.nat(), fc.nat(), fc.nat()).map((parts) => parts.join('.'));
const build = fc.integer({ min: 1, max: 9_999_999_999 }).map(String);
const executionId = fc.record({ recipe, version, build });

describe('an execution’s id', () => {
  it('is read as what it was printed from', () => {
    fc.assert(
      fc.property(executionId, (id) => {
        expect(parseExecutionId(printExecutionId(id))).toEqual(id);
      }),
    );
  });

  it('is read from a text in no more than one way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), executionId.map(printExecutionId)), (text) => {
        const id = parseExecutionId(text);
        if (id !== undefined) expect(printExecutionId(id)).toBe(text);
      }),
    );
  });

  it('leads to an ARN of this deployment and back', () => {
    fc.assert(
      fc.property(executionId, (id) => {
        const arn = executionArn(id, home);
        expect(arn.split(':').slice(0, 5)).toEqual(['arn', 'aws', 'imagebuilder', 'eu-west-1', '111122223333']);
        expect(executionIdOf(arn)).toBe(printExecutionId(id));
      }),
    );
  });
});
