import type { PlacedProblem } from '../../file/yaml-source.ts';
import { fromPointer, toPointer } from '../../json/pointer.ts';
import { isObject } from '../../json/value.ts';
import { isListShape, isObjectShape, type JudgedShape, judgedShape, judgedShapeAt, memberOf } from '../subject/judged-shape.ts';

/** Everything that keeps the defaults of a policy from fitting a definition; what has not the shape of a default is left out. */
export function defaultProblems(policy: unknown): readonly PlacedProblem[] {
  const defaults: readonly unknown[] = isObject(policy) && Array.isArray(policy['defaults']) ? policy['defaults'] : [];
  return defaults.flatMap((each, index) => {
    if (!isObject(each)) return [];
    const path = ['defaults', index];
    const earlier = defaults.findIndex(
      (other) => isObject(other) && other['at'] === each['at'] && other['when'] === each['when'],
    );
    const repeated =
      earlier < index ? [{ path: [...path, 'at'], message: `is what default ${earlier + 1} fills in already` }] : [];
    return [...placeProblems(each, path), ...conditionProblems(each, path), ...repeated];
  });
}

type Path = readonly (string | number)[];
type Written = Readonly<Record<string, unknown>>;

/** Members that every definition has to give, or, of the recipes, one of them: nothing is ever filled in there. */
const alwaysGiven = ['/name', '/imageRecipeArn', '/containerRecipeArn', '/infrastructureConfigurationArn'];

function placeProblems({ at, value, when }: Written, path: Path): readonly PlacedProblem[] {
  if (typeof at !== 'string' || !at.startsWith('/')) return [];
  const problem = (message: string) => [{ path: [...path, 'at'], message }];
  const shape = judgedShapeAt(at);
  if (isProblem(shape)) return problem(shape.problem);
  if (alwaysGiven.includes(at)) return problem('is never absent: a definition must state it itself');
  if (leadsIntoList(at)) return problem('leads into a list; only a whole list can be filled in');
  if (at.startsWith('/schedule/') && (typeof when !== 'string' || !/^\/schedule(?:\/|$)/.test(when))) {
    return problem('would give every pipeline a schedule; write when: /schedule');
  }
  return value === undefined ? [] : valueProblems(shape, value, [...path, 'value']);
}

function conditionProblems({ when }: Written, path: Path): readonly PlacedProblem[] {
  const shape = typeof when === 'string' && when.startsWith('/') ? judgedShapeAt(when) : undefined;
  return isProblem(shape) ? [{ path: [...path, 'when'], message: shape.problem }] : [];
}

function valueProblems(shape: JudgedShape, value: unknown, path: Path): readonly PlacedProblem[] {
  if (isListShape(shape)) {
    if (!Array.isArray(value)) return [{ path, message: 'must be a list' }];
    return value.flatMap((item, index) => valueProblems(shape.item, item, [...path, index]));
  }
  if (!isObjectShape(shape) && shape !== 'map')
    return isScalar(shape, value) ? [] : [{ path, message: `must be ${nouns[shape]}` }];
  if (!isObject(value)) return [{ path, message: 'must be a mapping' }];
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = shape === 'map' ? 'text' : memberOf(shape, name);
    if (isProblem(inner)) {
      return [{ path: [...path, name], message: `is unknown: what holds it ${inner.problem}`, onKey: true }];
    }
    return valueProblems(inner, member, [...path, name]);
  });
}

const nouns = { text: 'a text', whole: 'a whole number', flag: 'true or false' } as const;

function isScalar(shape: keyof typeof nouns, value: unknown): boolean {
  if (shape === 'text') return typeof value === 'string';
  return shape === 'whole' ? Number.isInteger(value) : typeof value === 'boolean';
}

function leadsIntoList(pointer: string): boolean {
  return fromPointer(pointer).some((_, index, segments) => {
    const shape = index === 0 ? judgedShape : judgedShapeAt(toPointer(segments.slice(0, index)));
    return !isProblem(shape) && isListShape(shape);
  });
}

function isProblem(shape: unknown): shape is { readonly problem: string } {
  return isObject(shape) && 'problem' in shape;
}
