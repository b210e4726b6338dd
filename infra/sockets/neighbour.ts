import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is not to be obeyed. */
export interface Strangeness {
  /**
   * `no-host`: it is not HTTP/1.1. `host`: it came under a name that is not this machine's. `page`: a page of another origin sent
   * it.
   */
  readonly kind: 'no-host' | 'host' | 'page';
  /** A sentence. */
  readonly detail: string;
}

/**
 * What is strange about a request; `undefined` for one of a program on this machine. Whoever listens on loopback is reached by
 * every web page that a browser of this machine shows: by the address itself, where only the answer is kept from the page, and
 * under a name of the page's own that leads here (DNS rebinding), where nothing is. A page is known by its `Origin`, or where it
 * sends none by `Sec-Fetch-Site`, a rebound name by the `Host`. Sources: Fetch Standard, "`Origin` header"; Fetch Metadata
 * Request Headers §2.
 *
 * @param origins Origins of pages that may call, to the letter.
 */
export function strangenessOf(headers: IncomingHttpHeaders, origins: readonly string[]): Strangeness | undefined {
  const { host, origin } = headers;
  if (host === undefined) return { kind: 'no-host', detail: 'The request names no Host.' };
  if (!isHere(host)) {
    const detail = `The request is for the Host ${shown(host)}, and localhost, 127.0.0.1 and [::1] are the names of this service.`;
    return { kind: 'host', detail };
  }
  if (origin !== undefined) {
    if (origins.includes(origin) || origin === `http://${host}`) return undefined;
    return { kind: 'page', detail: `The request comes from a page of ${shown(origin)}, which may not call this service.` };
  }
  const site = headers['sec-fetch-site'];
  const isOfPage = site === 'cross-site' || site === 'same-site';
  // Who follows a link reads what it leads to, and nobody else does.
  if (!isOfPage || headers['sec-fetch-mode'] === 'navigate') return undefined;
  return { kind: 'page', detail: 'The request comes from a page of another origin, which may not call this service.' };
}

/** Names under `localhost` mean this machine for every browser (RFC 6761 §6.3), and nobody can give them another meaning. */
function isHere(host: string): boolean {
  return /^(?:[\w.-]{1,200}\.)?localhost(?::\d{1,5})?$|^(?:127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
