import * as v from 'valibot';

/**
 * A check of parts that have to fit together. It is left out while one of them is wrong by itself, since what it then says would
 * only mislead. @param problemsIn What does not fit; empty when everything does.
 */
export function together<Value>(problemsIn: (value: Value) => readonly string[]): v.RawCheckAction<Value> {
  return v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return;
    for (const message of problemsIn(dataset.value)) addIssue({ message });
  });
}
