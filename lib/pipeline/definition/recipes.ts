import { isObject } from '../../json/value.ts';
import { summaryOf, type UnwordedProblem } from './definition-problem.ts';

const expected = 'exactly one of imageRecipeArn and containerRecipeArn';

/** CreateImagePipeline takes an image recipe or a container recipe, and needs one. `undefined` when there is one. */
export function recipeProblem(body: unknown): UnwordedProblem | undefined {
  if (!isObject(body)) return undefined;
  const image = isGiven(body['imageRecipeArn']);
  const container = isGiven(body['containerRecipeArn']);
  if (image !== container) return undefined;
  return image ? bothRecipes(body['containerRecipeArn']) : noRecipe;
}

/** The CLI's skeleton of a request has both members with empty texts; those are problems of their own and name no recipe. */
function isGiven(arn: unknown): boolean {
  return arn !== undefined && arn !== null && arn !== '';
}

const noRecipe: UnwordedProblem = {
  pointer: '/imageRecipeArn',
  describe: () => ({
    pointer: '/imageRecipeArn',
    code: 'missing',
    detail: 'a recipe is missing: name one in imageRecipeArn or in containerRecipeArn',
    expected,
    received: 'nothing',
  }),
};

function bothRecipes(container: unknown): UnwordedProblem {
  const pointer = '/containerRecipeArn';
  return {
    pointer,
    describe: () => ({
      pointer,
      code: 'both-recipes',
      detail: 'imageRecipeArn and containerRecipeArn are both given: a pipeline builds from one of them',
      expected,
      received: summaryOf(container),
    }),
  };
}
