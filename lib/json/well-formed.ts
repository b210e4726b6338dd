import { toPointer } from './pointer.ts';

/** A place in a JSON value; the innermost segment comes first. */
interface Place {
  readonly value: unknown;
  readonly segment?: string;
  readonly around?: Place;
}

/**
 * JSON Pointer of a text in a JSON value, or of what holds a member of such a name, that has half a surrogate pair in it: JSON
 * can write it as an escape, and no encoding can hold it. `undefined` where there is none. Takes a value of any depth.
 */
export function illFormedPlace(json: unknown): string | undefined {
  const places: Place[] = [{ value: json }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value } = place;
    if (typeof value === 'string' && !value.isWellFormed()) return pointerTo(place);
    if (typeof value !== 'object' || value === null) continue;
    for (const [segment, member] of Object.entries(value)) {
      if (!segment.isWellFormed()) return pointerTo(place);
      places.push({ value: member, segment, around: place });
    }
  }
  return undefined;
}

function pointerTo(place: Place): string {
  const path: string[] = [];
  for (let at: Place | undefined = place; at?.segment !== undefined; at = at.around) path.push(at.segment);
  return toPointer(path.reverse());
}
