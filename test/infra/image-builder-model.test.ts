import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { expect, it } from 'vitest';
import { imageBuilderModel, withoutConstants } from '../../infra/bundle/image-builder-model.ts';
import { temporaryFolder } from './temporary-folder.ts';

it('says the same without its constants as with them', async () => {
  const whole = await modelWith([]);
  expect(Object.keys(whole).length).toBeGreaterThan(300);
  expect(plain(await modelWith([imageBuilderModel]))).toEqual(plain(whole));
});

it.each([
  ['const _A = "Ami";\nexport var x = [_A, n._A, $_A, _AB];', 'export var x = ["Ami", n._A, $_A, _AB];'],
  ['const _A = "Ami";\nexport var x = { _A: "_A" };', 'export var x = { _A: "_A" };'],
  ['const n0 = "com.x";\nf(n0);', 'f("com.x");'],
])('puts constants into %s', (source, expected) => {
  expect(withoutConstants(source)).toBe(expected);
});

it('refuses a model that has no constants', () => {
  expect(() => withoutConstants('export var x = ["Ami"];')).toThrow('has no constants');
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
  return Object.fromEntries(Object.entries(model).map(([name, table]) => [name, members(table)]));
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
