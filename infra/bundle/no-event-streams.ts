// In the place of the codec for event streams, which the SDK imports when the first one comes; Image Builder has none. Were it
// there, all that it shares with the rest could not be trimmed.
throw new TypeError('this function was bundled without event streams');

export {};
