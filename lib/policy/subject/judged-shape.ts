import { fromPointer } from '../../json/pointer.ts';
import { nearest } from '../../text/spelling.ts';
import { quoted } from '../../text/wording.ts';
import type { JudgedDefinition } from './subject.ts';

/** What kind of value stands at a place of the judged definition. A `map` has texts under keys that the caller chooses. */
export type JudgedShape = 'text' | 'whole' | 'flag' | 'map' | JudgedListShape | JudgedObjectShape;

export interface JudgedListShape {
  readonly item: JudgedShape;
}

export interface JudgedObjectShape {
  readonly members: Readonly<Record<string, JudgedShape>>;
}

type ShapeOf<Value> = [Value] extends [string]
  ? 'text'
  : [Value] extends [number]
    ? 'whole'
    : [Value] extends [boolean]
      ? 'flag'
      : Value extends readonly (infer Item)[]
        ? { readonly item: ShapeOf<Item> }
        : string extends keyof Value
          ? 'map'
          : { readonly members: { readonly [Member in keyof Value]-?: ShapeOf<NonNullable<Value[Member]>> } };

/** The judged definition as data, for what has to know its members while it runs. The compiler keeps it equal to the type. */
export const judgedShape = {
  members: {
    name: 'text',
    description: 'text',
    imageRecipeArn: 'text',
    containerRecipeArn: 'text',
    infrastructureConfigurationArn: 'text',
    distributionConfigurationArn: 'text',
    imageTestsConfiguration: { members: { imageTestsEnabled: 'flag', timeoutMinutes: 'whole' } },
    enhancedImageMetadataEnabled: 'flag',
    schedule: {
      members: {
        scheduleExpression: 'text',
        timezone: 'text',
        pipelineExecutionStartCondition: 'text',
        autoDisablePolicy: { members: { failureCount: 'whole' } },
      },
    },
    status: 'text',
    tags: 'map',
    imageTags: 'map',
    imageScanningConfiguration: {
      members: {
        imageScanningEnabled: 'flag',
        ecrConfiguration: { members: { repositoryName: 'text', containerTags: { item: 'text' } } },
      },
    },
    workflows: {
      item: {
        members: {
          workflowArn: 'text',
          parameters: { item: { members: { name: 'text', value: { item: 'text' } } } },
          parallelGroup: 'text',
          onFailure: 'text',
        },
      },
    },
    executionRole: 'text',
    loggingConfiguration: { members: { imageLogGroupName: 'text', pipelineLogGroupName: 'text' } },
  },
} as const satisfies ShapeOf<JudgedDefinition>;

export function isObjectShape(shape: JudgedShape | undefined): shape is JudgedObjectShape {
  return typeof shape === 'object' && 'members' in shape;
}

export function isListShape(shape: JudgedShape | undefined): shape is JudgedListShape {
  return typeof shape === 'object' && 'item' in shape;
}

/** The shape of a member, or what is wrong with its name: a sentence that goes on from the name of the object. */
export function memberOf({ members }: JudgedObjectShape, name: string): JudgedShape | { readonly problem: string } {
  const member = Object.hasOwn(members, name) ? members[name] : undefined;
  if (member !== undefined) return member;
  const known = Object.keys(members);
  const suggestion = nearest(name, known);
  const rest = suggestion === undefined ? `there are ${known.join(', ')}` : `did you mean ${suggestion}?`;
  return { problem: `has no member ${quoted(name)}; ${rest}` };
}

/** The shape at a JSON Pointer into the judged definition, or why a definition never has anything there. */
export function judgedShapeAt(pointer: string): JudgedShape | { readonly problem: string } {
  if (pointer !== '' && !pointer.startsWith('/'))
    return { problem: 'is not a JSON Pointer: a pointer begins with a slash, as in /schedule/timezone' };
  let shape: JudgedShape = judgedShape;
  for (const segment of fromPointer(pointer)) {
    const next = step(shape, segment);
    if (typeof next === 'object' && 'problem' in next) return next;
    shape = next;
  }
  return shape;
}

function step(shape: JudgedShape, segment: string): JudgedShape | { readonly problem: string } {
  if (isObjectShape(shape)) {
    const member = memberOf(shape, segment);
    return typeof member === 'object' && 'problem' in member
      ? { problem: `points to nothing: what holds it ${member.problem}` }
      : member;
  }
  if (isListShape(shape) && /^(?:0|[1-9]\d*)$/.test(segment)) return shape.item;
  if (shape === 'map') return 'text';
  return { problem: `points to nothing: there can be no ${quoted(segment)} at that place` };
}
