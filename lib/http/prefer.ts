/** Whether a `Prefer` header asks for an answer without a body (RFC 7240 §4.2); the first `return` preference counts. */
export function prefersMinimal(header: string | undefined): boolean {
  if (header === undefined) return false;
  for (const preference of header.split(',')) {
    const [name = '', value = ''] = (preference.split(';')[0] ?? '').split('=').map((part) => part.trim().toLowerCase());
    if (name === 'return') return value.replaceAll('"', '') === 'minimal';
  }
  return false;
}
