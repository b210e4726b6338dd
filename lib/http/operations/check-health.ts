import type { Operation } from '../endpoint.ts';

/** Answers as soon as the process stands: its settings are read and its rules are loaded. Asks nobody. */
export function checkHealthOperation({ version = null }: { readonly version?: string | null | undefined }): Operation {
  return () => ({ status: 200, body: { status: 'ok', version } });
}
