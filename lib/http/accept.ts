/**
 * Whether an `Accept` header admits a media type (RFC 9110 §12.5.1). No header admits everything. Where several ranges match, the
 * most specific one decides, so that `application/json;q=0` beside a wildcard excludes JSON.
 */
export function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined || header.trim() === '') return true;
  const [type = ''] = mediaType.split('/');
  const precedence = [mediaType, `${type}/*`, '*/*'];
  let best = precedence.length;
  let weight = 0;
  for (const range of header.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const rank = precedence.indexOf(name);
    if (rank === -1 || rank > best) continue;
    best = rank;
    weight = qualityOf(parameters);
  }
  return weight > 0;
}

function qualityOf(parameters: readonly string[]): number {
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return quality === undefined ? 1 : Number(quality.slice(2)) || 0;
}
