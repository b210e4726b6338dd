import { parseArn } from '../../arn.ts';
import { alternatives, quoted } from '../../text/wording.ts';
import type { JudgedWorkflow, JudgingContext } from '../subject/subject.ts';
import { fillForReading } from '../subject/template.ts';
import { prepareResourceWildcards, type ResourceMatch, shownResource } from './parts/resource-wildcard.ts';
import type { RuleFinding, RuleType } from './parts/rule.ts';

/** Which workflows do, and how many. */
export interface WorkflowsParameters {
  /** Wildcards of account and name; templates. */
  readonly allow?: readonly string[];
  /** Kinds of which at least one must be named. */
  readonly require?: readonly ('build' | 'test' | 'distribution')[];
  /** What every test workflow must do when it fails. */
  readonly onFailure?: 'ABORT' | 'CONTINUE';
  readonly maximum?: number;
}

export const workflowsPointer = '/workflows';

/** Workflows decide what runs on the build instance, under the execution role; to choose them is to choose what gets built. */
export const workflows: RuleType<WorkflowsParameters> = {
  type: 'workflows',
  prepare({ allow, require = [], onFailure, maximum = Infinity }) {
    const judges: readonly WorkflowJudge[] = [
      ...(allow === undefined ? [] : [prepareAllow(allow)]),
      ...(onFailure === undefined ? [] : [prepareOnFailure(onFailure)]),
    ];
    return ({ definition: { workflows: given = [] } }, context) => {
      const findings: RuleFinding[] = require
        .filter((kind) => !given.some(({ workflowArn }) => parseArn(workflowArn)?.stage === kind))
        .map((kind) => missingKind(kind, require));
      if (given.length > maximum) findings.push(tooMany(given.length, maximum));
      given.forEach((workflow, index) => {
        for (const judge of judges) findings.push(...judge(workflow, index, context));
      });
      return findings;
    };
  },
};

function missingKind(kind: string, require: readonly string[]): RuleFinding {
  return {
    code: 'missing-kind',
    pointer: workflowsPointer,
    message: `no ${kind} workflow is named`,
    actual: null,
    expected: { require },
  };
}

function tooMany(count: number, maximum: number): RuleFinding {
  return {
    code: 'too-many',
    pointer: workflowsPointer,
    message: `there are ${count} workflows, at most ${maximum} ${maximum === 1 ? 'is' : 'are'} allowed`,
    actual: count,
    expected: { maximum },
  };
}

type WorkflowJudge = (workflow: JudgedWorkflow, index: number, context: JudgingContext) => readonly RuleFinding[];

function prepareAllow(allow: readonly string[]): WorkflowJudge {
  const isAllowed = prepareResourceWildcards(allow);
  return ({ workflowArn }, index, context) => {
    const arn = parseArn(workflowArn);
    const match: ResourceMatch = arn !== undefined && isAllowed(arn, context);
    if (match === true) return [];
    const readable = allow.map((text) => fillForReading(text, context));
    const message = `workflow ${index + 1} is ${shownResource(workflowArn)}, it must match ${alternatives(readable.map(quoted))}`;
    const place = { pointer: `${workflowsPointer}/${index}/workflowArn`, actual: workflowArn, expected: { allow: readable } };
    return match === false
      ? [{ code: 'not-allowed', message, ...place }]
      : [{ code: 'context-unknown', message: `${message}, and no ${match.unknown} is known for you`, ...place }];
  };
}

/**
 * Only test workflows have it. The default is the one that the construct library of AWS documents
 * (WorkflowConfiguration.onFailure).
 */
function prepareOnFailure(demanded: string): WorkflowJudge {
  return ({ workflowArn, onFailure }, index) => {
    if ((onFailure ?? 'ABORT') === demanded || parseArn(workflowArn)?.stage !== 'test') return [];
    const place = `${workflowsPointer}/${index}/onFailure`;
    return [
      {
        code: 'wrong-on-failure',
        pointer: place,
        message: `test workflow ${index + 1} has onFailure ${onFailure ?? 'ABORT by default'}, it must be ${demanded}`,
        actual: onFailure ?? null,
        expected: demanded,
        changes: [{ set: place, to: demanded }],
      },
    ];
  };
}
