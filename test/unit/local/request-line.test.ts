import { expect, it } from 'vitest';
import { failureLines, requestLine } from '../../../infra/local/gateway/request-line.ts';

const answered = { method: 'GET', path: '/v1/health', gatewayId: 'gateway-1', status: 200, milliseconds: 3.12 };

it.each([
  [answered, '200 GET /v1/health  3.1 ms  gateway-1\n'],
  [{ ...answered, milliseconds: 1_234.5 }, '200 GET /v1/health  1235 ms  gateway-1\n'],
  [{ ...answered, path: '/\u001b[2J\u0007é' }, '200 GET /?[2J??  3.1 ms  gateway-1\n'],
])('tells a request in one line that does nothing to the terminal: %j', (one, line) => {
  expect(requestLine(one)).toBe(line);
});

it('bounds what it shows of a path', () => {
  expect(requestLine({ ...answered, path: `/${'x'.repeat(9_000)}` }).length).toBeLessThan(240);
});

it('tells why a function failed', () => {
  expect(failureLines({ ...answered, cause: new Error('no rules') })).toMatch(/^GET \/v1\/health failed:\nError: no rules\n/);
});
