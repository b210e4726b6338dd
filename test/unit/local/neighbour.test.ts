import { describe, expect, it } from 'vitest';
import { strangenessOf } from '../../../infra/sockets/neighbour.ts';

const page = 'http://localhost:5173';

describe('a request', () => {
  it.each([
    [{ host: 'localhost:3000' }],
    [{ host: '127.0.0.1:3000' }],
    [{ host: '[::1]:3000' }],
    [{ host: 'LOCALHOST' }],
    [{ host: 'gate.localhost:3000' }],
    [{ host: 'localhost:3000', origin: page }],
    [{ host: 'localhost:3000', origin: 'http://localhost:3000' }],
    [{ host: 'localhost:3000', 'sec-fetch-site': 'same-origin' }],
    [{ host: 'localhost:3000', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    [{ host: 'localhost:3000', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ])('is of this machine with %j', (headers) => {
    expect(strangenessOf(headers, [page])).toBeUndefined();
  });

  it.each([
    [{}, 'no-host'],
    [{ host: 'rebind.example' }, 'host'],
    [{ host: 'rebind.example:3000', origin: page }, 'host'],
    [{ host: 'localhost.example' }, 'host'],
    [{ host: 'notlocalhost' }, 'host'],
    [{ host: '127.0.0.1.example' }, 'host'],
    [{ host: '10.0.0.1:3000' }, 'host'],
    [{ host: '' }, 'host'],
    [{ host: 'localhost:3000', origin: 'https://evil.example' }, 'page'],
    [{ host: 'localhost:3000', origin: 'null' }, 'page'],
    [{ host: 'localhost:3000', origin: 'http://localhost:5174' }, 'page'],
    [{ host: 'localhost:3000', origin: `${page}.evil.example` }, 'page'],
    [{ host: 'localhost:3000', origin: 'http://127.0.0.1:3000' }, 'page'],
    [{ host: 'localhost:3000', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 'page'],
    [{ host: 'localhost:3000', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }, 'page'],
  ])('is strange with %j: %s', (headers, kind) => {
    expect(strangenessOf(headers, [page])).toMatchObject({ kind, detail: expect.stringMatching(/\.$/) });
  });
});
