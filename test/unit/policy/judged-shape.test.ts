import { describe, expect, it } from 'vitest';
import { definitionSchema } from '../../../lib/pipeline/definition/definition-schema.ts';
import { entriesOf, itemOf, type SchemaNode as Schema } from '../../../lib/pipeline/definition/schema-tree.ts';
import {
  isListShape,
  isObjectShape,
  type JudgedShape,
  judgedShape,
  judgedShapeAt,
} from '../../../lib/policy/subject/judged-shape.ts';

/** Every place of a schema: members by their name, items as `0`. */
function placesOfSchema(schema: Schema, pointer = ''): readonly string[] {
  const entries = entriesOf(schema);
  const item = itemOf(schema);
  if (entries !== undefined) {
    return [pointer, ...Object.entries(entries).flatMap(([name, entry]) => placesOfSchema(entry, `${pointer}/${name}`))];
  }
  return item === undefined ? [pointer] : [pointer, ...placesOfSchema(item, `${pointer}/0`)];
}

function placesOfShape(shape: JudgedShape, pointer = ''): readonly string[] {
  if (isObjectShape(shape)) {
    return [pointer, ...Object.entries(shape.members).flatMap(([name, member]) => placesOfShape(member, `${pointer}/${name}`))];
  }
  return isListShape(shape) ? [pointer, ...placesOfShape(shape.item, `${pointer}/0`)] : [pointer];
}

describe('the shape of the judged definition', () => {
  it('has every member that a caller may send, but for the token of the try', () => {
    const sent = placesOfSchema(definitionSchema).filter((pointer) => pointer !== '/clientToken');
    expect(placesOfShape(judgedShape)).toEqual(sent);
  });

  it.each([
    ['/tags/any~1key', 'text'],
    ['/workflows/12/parameters/0/value/3', 'text'],
    ['/schedule/autoDisablePolicy/failureCount', 'whole'],
    [
      '/constructor',
      { problem: expect.stringContaining('points to nothing: what holds it has no member "constructor"; there are name') },
    ],
    ['/workflows/-', { problem: 'points to nothing: there can be no "-" at that place' }],
    ['/name/0', { problem: 'points to nothing: there can be no "0" at that place' }],
  ])('has at %s %j', (pointer, shape) => {
    expect(judgedShapeAt(pointer)).toEqual(shape);
  });
});
