/** What the parser of YAML says of a fault, as a part of a sentence for who wrote the file. Its own advice is for programmers. */
export function yamlProblemInWords(message: string): string {
  const said = message.trim();
  const known = wordings.find(([pattern]) => pattern.test(said));
  return known?.[1] ?? said.charAt(0).toLowerCase() + said.slice(1);
}

const wordings: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^Source contains multiple documents/, 'a second document begins here, and the file may hold one only: leave out the ---'],
  // Deep nesting ends the recursion of the parser, which it reports like a mistake in the text.
  [/call stack/i, 'it is nested too deeply'],
  [/^Excessive alias count/, 'its aliases repeat more than a file of this kind can need; write out what they stand for'],
  [
    /^Nested mappings are not allowed in compact mappings/,
    'a second key is on the line of the first; if the colon belongs to a text, put the text in quotes',
  ],
  [/^Implicit map keys need to be followed by map values/, 'a colon is missing after the key'],
  [/^Implicit keys? (?:of flow sequence pairs )?need/, 'a key must be on one line, followed by its colon'],
  [/^Missing directives-end/, 'the line --- is missing after the directives'],
];
