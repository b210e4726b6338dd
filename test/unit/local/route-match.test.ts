import { describe, expect, it } from 'vitest';
import { matchPath } from '../../../infra/local/gateway/route-match.ts';
import { type Route, routes } from '../../../lib/service/routes.ts';

describe('a path', () => {
  it.each(routes.map((route) => [route.operationId, route.path] as const))('of %s is found', (operationId, path) => {
    const match = matchPath(routes, path.replace(/\{\w+\}/, 'web-base'));
    expect(match?.resource).toBe(path);
    expect(match?.routes.map((route) => route.operationId)).toContain(operationId);
  });

  it.each([
    ['/v1/pipelines/web-base', { name: 'web-base' }],
    ['/v1/pipelines/web%20base', { name: 'web base' }],
    ['/v1/pipelines/a%2Fb', { name: 'a/b' }],
    ['/v1/pipelines/a%252Fb', { name: 'a%2Fb' }],
    ['/v1/pipelines/..', { name: '..' }],
    ['/v1/pipelines/%E2%82%AC', { name: '€' }],
    ['/v1/pipelines/a+b', { name: 'a+b' }],
    ['/v1/policy', null],
  ])('%s has parameters that are decoded once', (path, parameters) => {
    expect(matchPath(routes, path)?.pathParameters).toEqual(parameters);
  });

  it.each([
    '',
    '/',
    '/v1',
    '/v1/pipelines/',
    '/v1//pipelines',
    '//v1/pipelines',
    '/v1/pipelines/web-base/',
    '/v1/pipelines/../health',
    '/v1/pipelines/./web',
    '/V1/pipelines',
    '/v1/%70ipelines',
    '/v1/pipelines/a/b/c',
    '/v1/pipelines;x=1',
    '*',
    'v1/pipelines',
  ])('%j leads nowhere', (path) => {
    expect(matchPath(routes, path)).toBeUndefined();
  });

  it('prefers a literal segment to a parameter', () => {
    const [first] = routes;
    const table = ['/v1/{a}', '/v1/fixed', '/{x}/{y}'].map((path): Route => ({ ...first, path }));
    expect(matchPath(table, '/v1/fixed')?.resource).toBe('/v1/fixed');
    expect(matchPath(table, '/v1/other')?.resource).toBe('/v1/{a}');
  });
});
