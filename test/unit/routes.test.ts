import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Route, routes } from '../../lib/routes.ts';

const functionFiles = readdirSync('functions');
const fileOf = (route: Route) => `${route.operationId.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;

/** Functions that serve no route: the authorizer is asked before any of them. */
const withoutRoute = ['authorize.ts'];

describe('the route table', () => {
  it('has one function for each route, and none besides but those that serve no route', () => {
    expect([...routes.map(fileOf), ...withoutRoute].sort()).toEqual(functionFiles.sort());
  });

  it.each(routes.map((route) => [fileOf(route), route.operationId]))('is what %s serves', (file, operationId) => {
    const text = readFileSync(`functions/${file}`, 'utf8');
    expect(text).toContain(`endpoint('${operationId}', `);
    expect(text.split('\n').length).toBeLessThanOrEqual(16);
  });

  it('names every operation and every method of a path once', () => {
    expect(new Set(routes.map((route) => route.operationId)).size).toBe(routes.length);
    expect(new Set(routes.map((route) => `${route.method} ${route.path}`)).size).toBe(routes.length);
  });

  it('stays below the 29 seconds after which API Gateway gives up', () => {
    for (const route of routes) expect(route.timeoutSeconds).toBeLessThan(29);
  });
});
