import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningImageBuilder, startImageBuilder } from '../../../infra/image-builder/server.ts';
import { defaultTrial } from '../../../lib/cli/compile/default-trial.ts';
import { pipelineIn } from '../../../lib/image-builder/pipeline-answers.ts';
import { applyPatch } from '../../../lib/json/patch.ts';
import { toPointer, valueAt } from '../../../lib/json/pointer.ts';
import { isObject, type JsonValue } from '../../../lib/json/value.ts';
import { parseDefinition } from '../../../lib/pipeline/definition/definition.ts';
import { referencesOf } from '../../../lib/pipeline/definition/references.ts';
import type { PipelineRecord } from '../../../lib/pipeline/stored/image-builder.ts';
import { definitionOf } from '../../../lib/pipeline/stored/record.ts';
import { pipelineView } from '../../../lib/pipeline/view/view.ts';
import { judgedShapeAt } from '../../../lib/policy/subject/judged-shape.ts';
import { soundDefinition } from '../../property/definition-arbitrary.ts';
import { arnOf } from '../../support/pipelines.ts';
import { full } from './sound.ts';

// The shape of a pipeline is written in several places, and only some of them are held together by types. Whoever adds a setting
// to the schema of definitions is told here by name where else it has to go: CONTRIBUTING.md has the list.

const schema = JSON.parse(
  readFileSync(new URL('../../../lib/pipeline/definition/definition.schema.json', import.meta.url), 'utf8'),
);

/** JSON Pointers of every member that a schema has, those of the first item for lists. */
function membersOf(node: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (!isObject(node)) return [];
  const properties = isObject(node['properties']) ? Object.entries(node['properties']) : [];
  const members = properties.flatMap(([name, member]) => [[...path, name], ...membersOf(member, [...path, name])]);
  return isObject(node['items']) ? [...members, ...membersOf(node['items'], [...path, '0'])] : members;
}

/** Whether a member is the ARN of a resource of Image Builder, by the pattern that its schema has. */
function namesResource(pointer: string): boolean {
  const place = pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((node, name) => valueAt(node, name === '0' ? '/items' : `/properties/${name}`), schema);
  return typeof valueAt(sampleFor(pointer), pointer) === 'string' && JSON.stringify(place).includes(':imagebuilder:');
}

/** A caller's name for its try is no part of a pipeline. */
const settings = membersOf(schema)
  .map(toPointer)
  .filter((pointer) => pointer !== '/clientToken');

const { imageRecipeArn: _, ...forContainers } = full;
const container = { ...forContainers, containerRecipeArn: arnOf('container-recipe', 'web-container/1.0.0') };
const sampleFor = (pointer: string): object => (pointer === '/containerRecipeArn' ? container : full);

const arn = arnOf('image-pipeline', 'web-base');
const recordOf = (sample: object) => pipelineIn({ imagePipeline: { ...sample, arn } });
const viewOf = (record: PipelineRecord) =>
  pipelineView(record, {
    verdict: { decision: 'allow', violations: [], advisories: [], excepted: [] },
    now: new Date('2026-11-22T12:00:00Z'),
  });

/** A value of the same kind. */
function another(value: unknown): JsonValue {
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return Array.isArray(value) ? [] : {};
}

let service: RunningImageBuilder;
beforeAll(async () => {
  service = await startImageBuilder({ port: 0, switches: { acceptUnknownReferences: true } });
});
afterAll(() => service.close());

async function ask(method: string, path: string, body?: object) {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return JSON.parse(await (await fetch(`${service.url}/${path}`, init)).text());
}

describe.each(settings)('the setting %s', (pointer) => {
  const sample = sampleFor(pointer);
  const value = valueAt(sample, pointer);

  it('has a value in the sample that has every member', () => {
    expect(value).toBeDefined();
  });

  it('is known to the rules', () => {
    expect(judgedShapeAt(pointer)).not.toHaveProperty('problem');
  });

  it('is read from an answer of Image Builder, and not for one that is not known', () => {
    expect([valueAt(recordOf(sample), pointer), recordOf(sample).beyond]).toEqual([value, undefined]);
  });

  it('comes back in the definition of a pipeline that has it', () => {
    expect(valueAt(definitionOf(recordOf(sample)), pointer)).toEqual(value);
  });

  it('is seen in the view', () => {
    const changed = applyPatch(recordOf(sample), [{ op: 'replace', path: pointer, value: another(value) }]);
    expect(viewOf(changed as PipelineRecord)).not.toEqual(viewOf(recordOf(sample)));
  });

  it('is kept by the embedded Image Builder', async () => {
    const name = `every-${settings.indexOf(pointer)}`;
    const clientToken = `token-${name}`;
    const { imagePipelineArn } = await ask('PUT', 'CreateImagePipeline', { ...sample, name, clientToken });
    const path = `GetImagePipeline?imagePipelineArn=${encodeURIComponent(imagePipelineArn)}`;
    const expected = pointer === '/name' ? name : value;
    expect(valueAt((await ask('GET', path)).imagePipeline, pointer)).toEqual(expected);
    const { name: __, tags: ___, ...replacement } = { name: '', tags: {}, ...sample };
    await ask('PUT', 'UpdateImagePipeline', { ...replacement, imagePipelineArn, clientToken: `${clientToken}-2` });
    expect(valueAt((await ask('GET', path)).imagePipeline, pointer)).toEqual(expected);
  });

  it.skipIf(pointer.includes('/0'))('is filled in where defaults of policies are tried', () => {
    const wrong = typeof value === 'number' ? 'wrong' : 0;
    const document = { name: 'test', version: '1', rules: [], defaults: [{ at: pointer, value: wrong }] };
    expect(defaultTrial(new Date(), undefined)(document).problems).not.toEqual([]);
  });

  it.runIf(namesResource(pointer))('is looked at, because it can name what belongs to another team', () => {
    const parsed = parseDefinition(sample);
    expect(parsed.ok && referencesOf(parsed.definition).map((reference) => reference.pointer)).toContain(pointer);
  });

  it('is in some of the definitions that tests make at random', () => {
    expect(fc.sample(soundDefinition, { numRuns: 300, seed: 1 }).some((each) => valueAt(each, pointer) !== undefined)).toBe(true);
  });
});
