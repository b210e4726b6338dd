import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { definitionJsonSchema, definitionSchemaFile } from '../../../lib/cli/generate/definition-schema.ts';
import { judgeBody } from '../../../lib/cli/judging/judge-body.ts';
import { isObject } from '../../../lib/json/value.ts';
import { parseDefinition } from '../../../lib/pipeline/definition/definition.ts';
import { drafts, formSchema } from '../../../lib/pipeline/form-schema.ts';
import { ruleGuides } from '../../../lib/policy/guides/index.ts';
import { compliant, definitionWith, now, policyOf } from '../../support/policy-subjects.ts';

/** Every rule type with the parameters of its own example. */
const policy = policyOf(Array.from(ruleGuides.values(), ({ type, example }) => ({ id: type, type, ...example })));
const court = { policy, deployment: { account: '111122223333', region: 'eu-west-1' }, clock: () => now };

const validators = { '07': () => new Ajv(), '2020-12': () => new Ajv2020() };

describe('the schema of definitions', () => {
  it('is what the checks of definitions say; if it is not: node lib/cli/generate/definition-schema.ts', () => {
    expect(JSON.parse(readFileSync(definitionSchemaFile, 'utf8'))).toEqual(definitionJsonSchema());
  });

  it.each(drafts)('is a schema of draft %s, narrowed by every type of rule', (draft) => {
    const validator = formats.default(validators[draft]());
    const schema = formSchema(draft, { team: 'web' }, court);
    expect(validator.validateSchema(schema), validator.errorsText()).toBe(true);
    expect(() => validator.compile(schema)).not.toThrow();
  });

  it('has examples that are right', () => {
    const wrong: unknown[] = [];
    eachNode(definitionJsonSchema(), (node) => {
      const validate = new Ajv2020({ strict: false }).compile(node);
      for (const example of Array.isArray(node['examples']) ? node['examples'] : []) if (!validate(example)) wrong.push(example);
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['a definition', compliant, true],
    ['an unknown member', definitionWith({ extra: 1 }), false],
    ['a member of a name that JavaScript knows', JSON.parse(JSON.stringify(compliant).replace('{', '{"__proto__":{},')), false],
    ['no recipe', definitionWith({ imageRecipeArn: undefined }), false],
    ['two recipes', definitionWith({ containerRecipeArn: compliant.imageRecipeArn.replace('image-', 'container-') }), false],
    ['a tag of a name that JavaScript knows', definitionWith({ tags: JSON.parse('{"__proto__":"a","constructor":"b"}') }), true],
    [
      '51 tags',
      definitionWith({ tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v'])) }),
      false,
    ],
    [
      'an old version of a workflow of AWS',
      definitionWith({ workflows: [{ workflowArn: 'arn:aws:imagebuilder:eu-west-1:aws:workflow/test/t/1.0.0' }] }),
      false,
    ],
    ['null', null, false],
    ['a list', [], false],
  ])('judges %s as the service does', (_, body, isRight) => {
    const validate = new Ajv2020({ ownProperties: true }).compile(definitionJsonSchema());
    expect([validate(body), parseDefinition(body).ok]).toEqual([isRight, isRight]);
  });
});

function eachNode(node: unknown, visit: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(node)) for (const item of node) eachNode(item, visit);
  if (!isObject(node)) return;
  visit(node);
  for (const member of ['properties', 'items', 'additionalProperties'] as const) {
    const inner = node[member];
    if (member === 'properties' && isObject(inner)) for (const value of Object.values(inner)) eachNode(value, visit);
    else if (isObject(inner)) eachNode(inner, visit);
  }
}

describe('a mapping that the organisation fills in as a whole', () => {
  const scanning = { at: '/imageScanningConfiguration', value: { imageScanningEnabled: true } };
  const logging = { at: '/loggingConfiguration', value: { imageLogGroupName: '/i/{team}', pipelineLogGroupName: '/p/{team}' } };
  const filled = policyOf(
    [
      { id: 'scan', type: 'image-scanning' },
      { id: 'logs', type: 'log-groups', image: { allow: ['/i/*'] }, pipeline: { allow: ['/p/*'], explicit: true } },
    ],
    { defaults: [scanning, logging] },
  );
  const own = { ...court, policy: filled };

  it.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['absent', { imageScanningConfiguration: undefined, loggingConfiguration: undefined }, true],
    ['empty, as forms send it', { imageScanningConfiguration: {}, loggingConfiguration: {} }, true],
    ['empty down to its lists', { imageScanningConfiguration: { ecrConfiguration: { containerTags: [] } } }, true],
    ['given in part', { imageScanningConfiguration: { ecrConfiguration: { repositoryName: 'web' } } }, false],
    ['given in another part', { loggingConfiguration: { imageLogGroupName: '/i/web' } }, false],
    ['given in full', { loggingConfiguration: { imageLogGroupName: '/i/web', pipelineLogGroupName: '/p/web' } }, true],
  ])('may be %s where the rules admit it', (_, members, isAdmitted) => {
    const body = definitionWith({ loggingConfiguration: undefined, ...members });
    for (const draft of drafts) {
      const validate = formats.default(validators[draft]()).compile(formSchema(draft, { team: 'web' }, own));
      expect({ draft, accepted: validate(body) }).toEqual({ draft, accepted: isAdmitted });
    }
    const circumstances = { team: 'web', environment: null, account: '111122223333', region: 'eu-west-1' };
    expect(judgeBody(filled, body, circumstances, now).decision).toBe(isAdmitted ? 'allow' : 'deny');
  });
});
