import { describe, expect, it } from 'vitest';
import { pageToken, upstreamToken } from '../../../lib/http/page.ts';
import { MalformedRequest } from '../../../lib/problem/errors.ts';

const query = { operation: 'listPipelines', status: 'enabled' };
const token = pageToken(query, 'eyJuZXh0IjoxfQ==');

function refusal(candidate: string, asked: Parameters<typeof upstreamToken>[0] = query): MalformedRequest {
  try {
    upstreamToken(asked, candidate);
  } catch (error) {
    if (error instanceof MalformedRequest) return error;
  }
  throw new Error('the token was not refused as malformed');
}

describe('a page token', () => {
  it('gives back what it was made of, however the query is written', () => {
    expect(upstreamToken({ status: 'enabled', name: undefined, operation: 'listPipelines' }, token)).toBe('eyJuZXh0IjoxfQ==');
  });

  it.each(['', '0', 'ünï ☃ 𝌆', '\0', 'x'.repeat(4_000)])('carries %j', (upstream) => {
    expect(upstreamToken(query, pageToken(query, upstream))).toBe(upstream);
  });

  it('fits into a URL as it is', () => {
    expect(token).toMatch(/^[\w-]+$/);
  });

  it.each([
    [{ operation: 'listPipelines', status: 'disabled' }],
    [{ operation: 'listPipelines' }],
    [{ operation: 'listExecutions', status: 'enabled' }],
    [{ operation: 'listPipelines', status: 'enabled', team: 'web' }],
  ])('is refused with the query %j', (other) => {
    expect(refusal(token, other).message).toBe(
      'The pageToken belongs to a query with other filters, or to another list. ' +
        'Send it as the previous page gave it, with the same filters, or leave it out to begin again.',
    );
  });

  it.each([
    ['an empty one', '', 'was altered or cut off'],
    ['one that is cut off', token.slice(0, -1), 'was altered or cut off'],
    ['half of one', token.slice(0, 12), 'was altered or cut off'],
    ['its first character', token.slice(0, 1), 'was altered or cut off'],
    ['one with something behind', `${token}A`, 'was altered or cut off'],
    ['one with padding', `${token}=`, 'was altered or cut off'],
    ['one with a line break', `${token.slice(0, 9)}\n${token.slice(9)}`, 'was altered or cut off'],
    ['one in the other base64 alphabet', Buffer.from(token, 'base64url').toString('base64'), 'was altered or cut off'],
    ['garbage', 'garbage', 'was not issued by this version'],
    ['one of the version before', `AQ${token.slice(2)}`, 'was not issued by this version'],
    ['one of a version to come', `Aw${token.slice(2)}`, 'was not issued by this version'],
    ['not even base64url', '☃☃☃', 'was altered or cut off'],
    ['a giant', 'A'.repeat(100_000), 'is longer than any'],
  ])('is refused in clear words when it is %s', (_, candidate, words) => {
    const { message, status, extensions } = refusal(candidate);
    expect(status).toBe(400);
    expect(message).toContain(words);
    expect(message.length).toBeLessThan(250);
    expect(extensions).toMatchObject({ errors: [{ parameter: 'pageToken', code: 'invalid-page-token' }] });
  });

  it('is refused when any one character of it is another', () => {
    for (let index = 0; index < token.length; index++) {
      const altered = `${token.slice(0, index)}${token[index] === 'x' ? 'y' : 'x'}${token.slice(index + 1)}`;
      expect(refusal(altered).status).toBe(400);
    }
  });
});
