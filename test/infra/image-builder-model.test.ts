import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { expect, it } from 'vitest';
import { imageBuilderModel, withoutAnswers, withoutConstants, withoutErrors } from '../../infra/bundle/image-builder-model.ts';
import { temporaryFolder } from './temporary-folder.ts';

it('says of everything but answers the same as the SDK’s', async () => {
  const whole = await modelWith([]);
  expect(Object.keys(whole).length).toBeGreaterThan(300);
  const trimmed = await modelWith([imageBuilderModel]);
  expect(plain(trimmed)).toEqual(plain(whole));
  expect(trimmed).toMatchObject({ GetImage$: { 4: expect.any(Function), 5: expect.any(Function) } });
});

it.each([
  ['const _A = "Ami";\nexport var x = [_A, n._A, $_A, _AB];', 'export var x = ["Ami", n._A, $_A, _AB];'],
  ['const _A = "Ami";\nexport var x = { _A: "_A" };', 'export var x = { _A: "_A" };'],
  ['const n0 = "com.x";\nf(n0);', 'f("com.x");'],
])('puts constants into %s', (source, expected) => {
  expect(withoutConstants(source)).toBe(expected);
});

it('leaves out the list of errors, and lets the build drop who keeps it', () => {
  const source = 'const registry = TypeRegistry.for(n0);\nregistry.registerError(A$, A);\nexport var x = [registry];\n';
  expect(withoutErrors(source)).toBe('const registry = /* @__PURE__ */ TypeRegistry.for(n0);\nexport var x = [registry];\n');
});

it('leaves out of an operation how its answer looks, and nothing else', () => {
  const source =
    'export var Get$ = [9, n0, "Get",\n    { ["http"]: ["GET", "/Get", 200] }, () => GetRequest$, () => GetResponse$\n];\n';
  expect(withoutAnswers(source)).toBe(source.replace('GetResponse$', '0'));
});

it.each([
  ['constants', withoutConstants],
  ['errors', withoutErrors],
  ['answers', withoutAnswers],
])('refuses a model that has no %s', (what, without) => {
  expect(() => without('export var x = ["Ami"];')).toThrow(what);
});

async function modelWith(plugins: Plugin[]): Promise<Record<string, unknown>> {
  const outfile = join(temporaryFolder(), 'model.mjs');
  const entry = 'node_modules/@aws-sdk/client-imagebuilder/dist-es/schemas/schemas_0.js';
  await build({
    entryPoints: [entry],
    outfile,
    plugins,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
  });
  return import(pathToFileURL(outfile).href);
}

/** The tables as data: what a table refers to by a function is called, and another table is there by its name alone. */
function plain(model: Record<string, unknown>): unknown {
  return Object.fromEntries(Object.entries(model).map(([name, table]) => [name, members(withoutAnswer(table))]));
}

/** Of an operation all but its last member, its answer. */
function withoutAnswer(table: unknown): unknown {
  return Array.isArray(table) && table[0] === 9 ? table.slice(0, 5) : table;
}

function members(value: unknown): unknown {
  if (typeof value === 'function') return shown(value());
  if (Array.isArray(value)) return value.map(members);
  const isRecord = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isRecord || typeof value !== 'object' ? value : 'a registry';
}

function shown(value: unknown): unknown {
  return Array.isArray(value) && typeof value[2] === 'string' ? value.slice(0, 3) : members(value);
}
