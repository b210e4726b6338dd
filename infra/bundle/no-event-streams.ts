// In the place of the codec for event streams; no operation of Image Builder has one, so nothing asks for it.
throw new TypeError('this function was bundled without event streams');

export {};
