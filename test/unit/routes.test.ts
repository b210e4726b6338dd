import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import * as table from '../../lib/service/routes.ts';
import { routeOf } from '../support/route-of.ts';

const { routes } = table;
const functionFiles = readdirSync('functions');
const fileOf = ({ operationId }: table.Route) => `${operationId.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;

const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => /^(?:attack|e2e|property|support|unit)\b.*\.ts$/.test(file))
  .map((file) => readFileSync(`test/${file}`, 'utf8'));

/** Functions that serve no route: the authorizer is asked before any of them. */
const withoutRoute = ['authorize.ts'];

describe('the route table', () => {
  it('has one function for each route, and none besides but those that serve no route', () => {
    expect([...routes.map(fileOf), ...withoutRoute].sort()).toEqual(functionFiles.sort());
  });

  it('lists every row, each under the name of its operation', () => {
    const { routes: listed, ...rows } = table;
    expect(Object.entries(rows)).toEqual(Object.entries(rows).map(([name]) => [name, routeOf(name as table.OperationId)]));
    expect(new Set(Object.values(rows))).toEqual(new Set(listed));
  });

  it.each(routes.map((route) => [fileOf(route), route.operationId]))('is what %s serves', (file, operationId) => {
    const text = readFileSync(`functions/${file}`, 'utf8');
    expect(text).toContain(`import { ${operationId} } from '../lib/service/routes.ts';`);
    expect(text).toContain(`endpoint(${operationId}, `);
    expect(text.split('\n').length).toBeLessThanOrEqual(16);
  });

  it.each(routes.map((route) => [route.operationId, route]))('is asked by a test, as a client asks it: %s', (_, route) => {
    const operation = /\b\w+Operation\b/.exec(readFileSync(`functions/${fileOf(route)}`, 'utf8'))?.[0] ?? '';
    const path = new RegExp(`${route.path.replace(/\{\w+\}/g, '[^/\\s]+')}(?![\\w/{])`);
    expect(tests.some((text) => text.includes(`${operation}(`) || path.test(text))).toBe(true);
  });

  it.each(routes.map((route) => [route.operationId]))(
    'gives the function of %s its own row and no other',
    async (operationId) => {
      const contents = `import { ${operationId} } from './lib/service/routes.ts'; console.log(${operationId});`;
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: '.', loader: 'ts' },
        bundle: true,
        write: false,
        format: 'cjs',
        tsconfigRaw: {},
      });
      const text = outputFiles.map((file) => file.text).join('');
      const found = routes.filter(({ summary }) => text.includes(summary));
      expect(found.map((route) => route.operationId)).toEqual([operationId]);
    },
  );

  it('names every operation and every method of a path once', () => {
    expect(new Set(routes.map((route) => route.operationId)).size).toBe(routes.length);
    expect(new Set(routes.map((route) => `${route.method} ${route.path}`)).size).toBe(routes.length);
  });

  it('stays below the 29 seconds after which API Gateway gives up', () => {
    for (const route of routes) expect(route.timeoutSeconds).toBeLessThan(29);
  });
});
