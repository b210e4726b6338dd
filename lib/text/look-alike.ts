import { remembered } from './memoize.ts';

/**
 * Letters of other scripts that read as Latin ones. A selection from Unicode Technical Standard #39, confusables.txt: the
 * lower-case Cyrillic and Greek letters that keyboards offer.
 */
const confusables: ReadonlyMap<string, string> = new Map(
  ['аa', 'вb', 'сc', 'ԁd', 'еe', 'һh', 'іi', 'ϳj', 'јj', 'кk', 'ӏl', 'мm', 'оo', 'рp', 'ԛq', 'ѕs', 'тt', 'ѵv', 'ԝw', 'хx', 'уy']
    .concat(['αa', 'ϲc', 'εe', 'ιi', 'κk', 'νv', 'οo', 'ρp', 'τt', 'υu', 'χx', 'γy', 'ıi'])
    .map(([letter = '', latin = '']) => [letter, latin]),
);

/**
 * Whether two keys are different and yet read alike: but for case, separators, accents, invisible characters, or foreign letters.
 */
export function looksLike(key: string, other: string): boolean {
  return key !== other && skeleton(key) === skeleton(other);
}

/** Whether two keys differ in the case of ASCII letters and in nothing else. */
export function differsInCaseOnly(key: string, other: string): boolean {
  return key !== other && isAscii(key) && isAscii(other) && key.toLowerCase() === other.toLowerCase();
}

/** Whether a text shows nothing: empty, or made of white space and characters that have no ink. */
export function isBlank(text: string): boolean {
  if (/[!-~]/.test(text)) return false; // the common case, without the tables of Unicode
  // Symbols and letters by their category, and empty to the eye: the Braille pattern without dots, a note without a head, the
  // blanks of hieroglyphs and of the Khitan small script. What is no character at all (\p{C}) shows nothing either.
  return /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\u2800\u{1d159}\u{13441}\u{13442}\u{16fe4}]*$/u.test(text);
}

/** The same few keys are compared with each other over and over: those that rules want with those that a pipeline has. */
const skeleton = remembered((key) => {
  const letters = key
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}\p{White_Space}\p{P}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}=+]/gu, '');
  return Array.from(letters, (letter) => confusables.get(letter) ?? letter).join('');
});

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
