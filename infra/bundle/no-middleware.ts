interface Plugin {
  applyToStack(): void;
}

/** In the place of the middleware that writes every call to the client's logger; our client has none. */
export function getLoggerPlugin(): Plugin {
  return nothing;
}

/** In the place of the middleware by which Lambda finds functions that call themselves; Image Builder calls no function. */
export function getRecursionDetectionPlugin(): Plugin {
  return nothing;
}

const nothing: Plugin = { applyToStack: () => undefined };
