import { describe, expect, it } from 'vitest';
import { etagOf } from '../../../lib/http/etag.ts';
import { preconditionsOf } from '../../../lib/http/preconditions.ts';
import { MalformedRequest, PreconditionFailed } from '../../../lib/problem/errors.ts';

const current = {
  name: 'Web Base',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.4.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/std',
};
const etag = etagOf(current);

function outcome(headers: Record<string, string>, definition: typeof current | undefined): string {
  try {
    preconditionsOf(headers)?.(definition, () => ['/status']);
    return 'goes on';
  } catch (error) {
    return error instanceof PreconditionFailed ? 'is 412' : String(error);
  }
}

describe('a condition of a write', () => {
  it.each([
    ['if-match', etag, 'goes on', 'is 412'],
    ['if-match', `"other", ${etag}`, 'goes on', 'is 412'],
    ['if-match', '*', 'goes on', 'is 412'],
    ['if-match', '"other"', 'is 412', 'is 412'],
    ['if-match', `W/${etag}`, 'is 412', 'is 412'],
    ['if-match', etag.replace(/"$/, '-gzip"'), 'is 412', 'is 412'],
    ['if-none-match', '*', 'is 412', 'goes on'],
    ['if-none-match', etag, 'is 412', 'goes on'],
    ['if-none-match', `W/${etag}`, 'is 412', 'goes on'],
    ['if-none-match', '"other"', 'goes on', 'goes on'],
  ])('%s: %s %s where there is the pipeline, and %s where there is none', (name, header, there, absent) => {
    expect(outcome({ [name]: header }, current)).toBe(there);
    expect(outcome({ [name]: header }, undefined)).toBe(absent);
  });

  it('is one of two that both have to hold', () => {
    expect(outcome({ 'if-match': etag, 'if-none-match': '"other"' }, current)).toBe('goes on');
    expect(outcome({ 'if-match': etag, 'if-none-match': etag }, current)).toBe('is 412');
    expect(outcome({ 'if-match': '"other"', 'if-none-match': '"other"' }, current)).toBe('is 412');
  });

  it('that is broken tells the tag that would do, and what the write would change', () => {
    let thrown: unknown;
    try {
      preconditionsOf({ 'if-match': '"other"' })?.(current, () => ['/status', '/tags/owner']);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ extensions: { currentETag: etag, changed: ['/status', '/tags/owner'] }, headers: { etag } });
  });

  it('is none without a header', () => {
    expect(preconditionsOf({})).toBeUndefined();
  });

  it.each(['', 'abc', '"a" "b"', '"a', '*, "a"', '"a" b', ', ,', 'w/"a"', '"a b"'])(
    'is refused as malformed before anybody is asked: %j',
    (header) => {
      expect(() => preconditionsOf({ 'if-match': header })).toThrow(MalformedRequest);
      expect(() => preconditionsOf({ 'if-none-match': header })).toThrow(MalformedRequest);
    },
  );
});
