import { inspect } from 'node:util';
import type { Answered } from './gateway.ts';

/** One request as a person reads it on the terminal, with the id by which the lines of its functions are found. */
export function requestLine({ method, path, gatewayId, status, milliseconds }: Answered): string {
  return `${status} ${method} ${printable(path)}  ${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms  ${gatewayId}\n`;
}

/** Why a function failed, which its caller is not told. */
export function failureLines({ method, path, cause }: Answered): string {
  return `${method} ${printable(path)} failed:\n${inspect(cause)}\n`;
}

/** What a stranger sends shall not move the cursor. */
function printable(path: string): string {
  return path.slice(0, 200).replace(/[^\x21-\x7e]/g, '?');
}
