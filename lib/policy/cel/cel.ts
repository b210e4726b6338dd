import { createRequire } from 'node:module';
import { celJs } from './cel-js.ts';
import type { Cel } from './expression.ts';

let loaded: Cel | undefined;

/** The language, loaded when it is first asked for: a policy without expressions neither waits for the engine nor carries it. */
export function cel(): Cel {
  loaded ??= celJs(requireEngine());
  return loaded;
}

type Engine = typeof import('@marcbachmann/cel-js');

/**
 * Loading has to be synchronous, as preparing a policy is. In a bundle, which is CommonJS, `require` of a literal name is part of
 * the bundle and runs when it is reached; in an ES module there is no `require`, so one is made.
 */
function requireEngine(): Engine {
  // `require` has no types of its own.
  if (typeof require === 'function') return require('@marcbachmann/cel-js') as Engine;
  return createRequire(import.meta.url)('@marcbachmann/cel-js') as Engine;
}
