/**
 * A pattern of a rule as a JSON Schema says it: anchored, and written so that the flag `u`, with which schemas are read, changes
 * nothing. Only texts beyond the Basic Multilingual Plane are matched otherwise: the engine of the rules counts their halves one
 * by one.
 * @param source A pattern that the engine of the rules takes.
 */
export function patternForForm(source: string): string {
  let result = '';
  let isInClass = false;
  let isInCount = false;
  for (const [token] of source.matchAll(/\\[\s\S]|[\s\S]/g)) {
    result += token.length === 2 ? escaped(token, isInClass) : isStray(token, isInClass, isInCount) ? `\\${token}` : token;
    if (isInClass) isInClass = token !== ']';
    else isInClass = token === '[';
    isInCount = !isInClass && (token === '{' || (isInCount && token !== '}'));
  }
  return `^(?:${result})$`;
}

/** With `u`, a character that means nothing special may not be escaped. */
function escaped(token: string, isInClass: boolean): string {
  const character = token.slice(1);
  const isNeeded = /[a-zA-Z0-9^$\\.*+?()[\]{}|/]/.test(character) || (isInClass && character === '-');
  return isNeeded ? token : character;
}

/** With `u`, a bracket or brace that closes nothing has to be escaped. */
function isStray(token: string, isInClass: boolean, isInCount: boolean): boolean {
  return !isInClass && (token === ']' || (token === '}' && !isInCount));
}
