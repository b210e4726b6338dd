/** In the place of what adds readers to an answer that is a stream; no operation of Image Builder has one, so nothing asks for it. */
export function sdkStreamMixin(): never {
  throw new TypeError('this function was bundled without answers that are streams');
}
