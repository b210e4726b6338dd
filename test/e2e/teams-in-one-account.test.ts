import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

// With the rules of infra/organisation, in front of the catalogue that the embedded Image Builder begins with.

let imagegate: StartedImagegate;
beforeAll(async () => {
  imagegate = await startImagegate(['--quiet']);
}, 30_000);
afterAll(() => imagegate.stop());

const arn = (path: string) => `arn:aws:imagebuilder:eu-west-1:111122223333:${path}`;

/** A pipeline of the team web, which the developer of a machine belongs to. */
const ofWeb = {
  name: 'Web Shared Account',
  imageRecipeArn: arn('image-recipe/web/1.4.0'),
  infrastructureConfigurationArn: arn('infrastructure-configuration/std'),
  loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/image', pipelineLogGroupName: '/imagebuilder/web/pipeline' },
  executionRole: 'web-image-builder',
  tags: { team: 'web', owner: 'web@example.com', 'cost-center': 'CC-1234', 'data-class': 'internal' },
};

async function create(members: Readonly<Record<string, unknown>>) {
  const response = await fetch(`${imagegate.url}/v1/pipelines`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...ofWeb, ...members }),
  });
  return { status: response.status, json: Object(await response.json()) };
}

describe('teams that share an account', () => {
  it.each([
    ['infrastructure', { infrastructureConfigurationArn: arn('infrastructure-configuration/payments-isolated') }, 'references'],
    ['recipe', { imageRecipeArn: arn('image-recipe/payments-ledger/1.0.0') }, 'references'],
    ['distribution', { distributionConfigurationArn: arn('distribution-configuration/payments-prod') }, 'references'],
    ['workflow', { workflows: [{ workflowArn: arn('workflow/build/payments-signing/1.0.0') }] }, 'workflows'],
    ['role', { executionRole: 'payments-image-builder' }, 'execution-role'],
    ['role, by its ARN', { executionRole: 'arn:aws:iam::111122223333:role/payments-image-builder' }, 'execution-role'],
  ])('do not lend each other the rights of their %s', async (_, members, rule) => {
    const { status, json } = await create(members);
    expect({ status, type: json.type }).toEqual({ status: 422, type: expect.stringMatching(/policy-violation$/) });
    expect(json.violations.map((violation: { rule: string }) => violation.rule)).toEqual([rule]);
  });

  it.each([
    ['web', {}],
    ['web-container', { imageRecipeArn: undefined, containerRecipeArn: arn('container-recipe/web-container/1.0.0') }],
    ['shared-al2023', { imageRecipeArn: arn('image-recipe/shared-al2023/2026.11.1') }],
    ['shared-windows-2022', { imageRecipeArn: arn('image-recipe/shared-windows-2022/x.x.x') }],
    ['shared-hardened', { infrastructureConfigurationArn: arn('infrastructure-configuration/shared-hardened') }],
    ['shared-eu', { distributionConfigurationArn: arn('distribution-configuration/shared-eu') }],
    ['shared-everywhere', { distributionConfigurationArn: arn('distribution-configuration/shared-everywhere') }],
    ['shared-hardening-check', { workflows: [{ workflowArn: arn('workflow/test/shared-hardening-check/1.0.0') }] }],
    [
      'test-image of Amazon',
      { workflows: [{ workflowArn: 'arn:aws:imagebuilder:eu-west-1:aws:workflow/test/test-image/x.x.x' }] },
    ],
  ])('build with what is their own or everybody’s: %s', async (name, members) => {
    const { status, json } = await create({ name: `Web with ${name}`, ...members });
    expect({ status, violations: json.violations, compliant: json.compliance?.compliant }).toEqual({
      status: 201,
      compliant: true,
    });
  });
});
