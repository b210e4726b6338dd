/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Ascending numbers in words, neighbours as ranges from three on: `1 to 5 and 9`. */
export function spans(values: readonly number[], name: (value: number) => string): string {
  const parts: string[] = [];
  for (let index = 0; index < values.length; ) {
    const run = runAt(values, index);
    parts.push(...(run.length > 2 ? [`${name(run[0] ?? 0)} to ${name(run.at(-1) ?? 0)}`] : run.map(name)));
    index += run.length;
  }
  return listed(parts);
}

/** The constant distance between the numbers when there are at least `atLeast` of them and it is more than one. */
export function strideOf(values: readonly number[], atLeast: number): number | undefined {
  const stride = (values[1] ?? 0) - (values[0] ?? 0);
  const even = values.every((value, index) => value === (values[0] ?? 0) + index * stride);
  return values.length >= atLeast && stride > 1 && even ? stride : undefined;
}

/** `1st`, `2nd`, `3rd`, `11th`, `21st`. */
export function ordinal(number: number): string {
  const teen = number % 100 > 10 && number % 100 < 14;
  return `${number}${(teen ? undefined : ['th', 'st', 'nd', 'rd'][number % 10]) ?? 'th'}`;
}

function runAt(values: readonly number[], start: number): number[] {
  const first = values[start] ?? 0;
  let length = 1;
  while (values[start + length] === first + length) length++;
  return values.slice(start, start + length);
}
