import { describe, expect, it } from 'vitest';
import { pointerIn, publicMessage } from '../../../lib/image-builder/message.ts';

const builder = 'arn:aws:imagebuilder:eu-west-1:111122223333';

describe('the parameter that a message names', () => {
  it.each([
    ["The value supplied for parameter 'schedule.scheduleExpression' is not valid. Bad.", '/schedule/scheduleExpression'],
    ["The value supplied for parameter 'distributions[0]' is not valid.", '/distributions/0'],
    ["The value supplied for parameter 'workflows[2].parameters[10].name' is not valid.", '/workflows/2/parameters/10/name'],
    ["The value supplied for parameter 'imageRecipeArn' is not valid.", '/imageRecipeArn'],
    [`The resource '${builder}:image-recipe/web/1.0.0' does not exist.`, '/imageRecipeArn'],
    [`The resource '${builder}:container-recipe/web/x.x.x' does not exist.`, '/containerRecipeArn'],
    [`The resource '${builder}:infrastructure-configuration/std' does not exist.`, '/infrastructureConfigurationArn'],
    [`There is no ${builder}:distribution-configuration/eu.`, '/distributionConfigurationArn'],
    [`There is no ${builder}:workflow/test/check/1.0.0.`, '/workflows'],
    [`The value supplied for parameter 'tags' is not valid, nor ${builder}:image-recipe/web/1.0.0.`, '/tags'],
  ])('%s', (message, pointer) => {
    expect(pointerIn(message)).toBe(pointer);
  });

  it.each([
    `There is no ${builder}:image/web/1.0.0`,
    '',
    'No.',
    "parameter ''",
    "parameter 'a b'",
    'parameter without quotes',
    `parameter '${'a'.repeat(600)}'`,
  ])('is none in %j', (message) => {
    expect(pointerIn(message)).toBeUndefined();
  });
});

describe('a message for callers', () => {
  const account = '111122223333';

  it.each([
    ['Recipe arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.0.0 is absent', undefined],
    ['Workflow arn:aws:imagebuilder:eu-west-1:aws:workflow/build/x/1.0.0 is absent', undefined],
    ['Bucket arn:aws:s3:::logs is absent', undefined],
    ['Build 1234567890123 has 13 digits', undefined],
    [
      'User: arn:aws:sts::111122223333:assumed-role/imagegate-create/session is not authorized to perform it',
      'User: (a role) is not authorized to perform it',
    ],
    ["role 'arn:aws-cn:iam::111122223333:role/x'.", "role '(a role)'."],
    ['arn:aws:imagebuilder:eu-west-1:999988887777:image-recipe/theirs/1.0.0', '(a resource of another account)'],
    [
      "not enabled for 'ecr' resources in account '999988887777'.",
      "not enabled for 'ecr' resources in account '(another account)'.",
    ],
    ['in account 111122223333', undefined],
    ['two\r\nlines\u0000', 'two lines'],
  ])('%j', (message, told = message) => {
    expect(publicMessage(message, account)).toBe(told);
  });

  it('has a bounded length', () => {
    expect(publicMessage('x'.repeat(100_000), account)).toHaveLength(1_000);
  });
});
