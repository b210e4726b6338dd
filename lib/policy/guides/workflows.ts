import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import type { JsonObject } from '../../json/value.ts';
import { maximumWorkflows } from '../../service-limits.ts';
import { alternatives, enumeration, quoted, sentence } from '../../text/wording.ts';
import { type WorkflowsParameters, workflows, workflowsPointer } from '../rules/workflows.ts';
import { defineGuide, type Fill } from './parts/guide.ts';
import { patternOfResources, patternOfStage } from './parts/resource-pattern.ts';
import { exampleResource, resourceWildcardSchema } from './parts/resource-wildcard.ts';

const kinds = ['build', 'test', 'distribution'] as const;

const parametersSchema = v.pipe(
  v.strictObject({
    allow: v.exactOptional(
      v.pipe(
        v.array(resourceWildcardSchema),
        v.nonEmpty('must hold at least one wildcard; with none, no workflow would be allowed'),
        v.description('Wildcards of account and name, such as `{account}/*`; `aws/*` are those that AWS provides.'),
      ),
    ),
    require: v.exactOptional(
      v.pipe(
        v.array(v.picklist(kinds)),
        v.nonEmpty('must name build, test or distribution'),
        v.description(
          'Kinds of which a pipeline must name at least one workflow itself; those that Image Builder takes by default do not count.',
        ),
      ),
    ),
    onFailure: v.exactOptional(
      v.pipe(
        v.picklist(['ABORT', 'CONTINUE']),
        v.description('What every test workflow must do when it fails; where it says nothing, Image Builder aborts.'),
      ),
    ),
    maximum: v.exactOptional(
      v.pipe(
        v.number(),
        v.integer('must be a whole number'),
        v.minValue(0, 'must not be negative'),
        v.maxValue(maximumWorkflows, `must be at most ${maximumWorkflows}, as in Image Builder`),
        v.description('How many workflows a pipeline may name.'),
      ),
    ),
  }),
  together((parameters) => {
    if (Object.keys(parameters).length === 0) return ['must say something about allow, require, onFailure or maximum'];
    const { maximum = maximumWorkflows, require = [] } = parameters;
    const needed = new Set(require).size;
    return needed > maximum ? [`requires ${needed} kinds of workflows and allows ${maximum}`] : [];
  }),
);

export const workflowsGuide = defineGuide(workflows, {
  purpose: 'Images must be built, tested and distributed by workflows that the organisation trusts.',
  parameters: parametersSchema,
  codes: {
    'not-allowed': 'Account and name of a workflow match none of the allowed wildcards.',
    'missing-kind': 'No workflow of a kind that the rule demands is named.',
    'wrong-on-failure': 'A test workflow does something else when it fails than the rule demands.',
    'too-many': 'There are more workflows than the rule allows.',
    'context-unknown': 'No allowed wildcard matches, and one of them needs something about the caller that is not known.',
  },
  example: { allow: ['{account}/*', 'aws/*'], require: ['test'], onFailure: 'ABORT' },
  explain(parameters, fill) {
    const demands = demandsOf(parameters, fill);
    return { summary: sentence(demands.join('; ')), howToSatisfy: demands.map(sentence), example: exampleOf(parameters, fill) };
  },
  narrow({ allow, require = [], onFailure, maximum }, context) {
    const ofStage = (stage: string) => ({ properties: { workflowArn: { pattern: patternOfStage(stage) } } });
    const aborts = {
      ...(onFailure === 'CONTINUE' ? { required: ['onFailure'] } : {}),
      properties: { onFailure: { const: onFailure } },
    };
    const items: readonly JsonObject[] = [
      ...(allow === undefined
        ? []
        : [
            {
              properties: {
                workflowArn: {
                  anyOf: kinds.map((kind) => ({ pattern: patternOfResources(allow, `workflow/${kind}`, context) })),
                },
              },
            },
          ]),
      ...(onFailure === undefined ? [] : [{ anyOf: [{ not: ofStage('test') }, aborts] }]),
    ];
    const demands: readonly JsonObject[] = [
      ...(items.length === 0 ? [] : [{ items: { allOf: items } }]),
      ...require.map((kind) => ({ contains: ofStage(kind) })),
      ...(maximum === undefined ? [] : [{ maxItems: maximum }]),
    ];
    return [{ at: workflowsPointer, schema: { allOf: demands }, required: require.length > 0 }];
  },
});

function demandsOf({ allow, require, onFailure, maximum }: WorkflowsParameters, fill: Fill): readonly string[] {
  return [
    ...(allow === undefined ? [] : [`every workflow must match ${alternatives(allow.map((text) => quoted(fill(text))))}`]),
    ...(require === undefined ? [] : [`at least one ${enumeration([...new Set(require)])} workflow must be named`]),
    ...(onFailure === undefined ? [] : [`test workflows must have onFailure ${onFailure}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum} workflows may be named`]),
  ];
}

function exampleOf({ allow = ['{account}/example'], require = [], onFailure, maximum }: WorkflowsParameters, fill: Fill) {
  const wanted = require.length === 0 && maximum !== 0 ? (['test'] as const) : [...new Set(require)];
  if (wanted.length === 0) return {};
  const { account, name } = exampleResource(allow[0] ?? '', fill);
  const arn = (kind: string) => `arn:aws:imagebuilder:${fill('{region}')}:${account}:workflow/${kind}/${name}/x.x.x`;
  return {
    workflows: wanted.map((kind) => ({ workflowArn: arn(kind), ...(kind === 'test' && onFailure && { onFailure }) })),
    executionRole: 'image-builder',
  };
}
