import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageToken } from '../../lib/http/page.ts';
import type { PipelineSummary } from '../../lib/pipeline/view/summary.ts';
import { temporaryFolder } from '../infra/temporary-folder.ts';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

const policy = `
name: owners
version: "1"
rules:
  - id: owner
    type: tags
    require:
      owner: {}
`;

const arn = (path: string) => `arn:aws:imagebuilder:eu-west-1:111122223333:${path}`;
const indices = Array.from({ length: 500 }, (_, index) => index);
const displayNameOf = (index: number) => `Golden Image_${String(index).padStart(3, '0')}`;

let imagegate: StartedImagegate;

beforeAll(async () => {
  const policyFile = join(temporaryFolder(), 'policy.yaml');
  writeFileSync(policyFile, policy);
  imagegate = await startImagegate(['--quiet', '--pipeline-quota', '500', '--policy', policyFile]);
  // Around the door, as pipelines are made that break the rules.
  for (let first = 0; first < indices.length; first += 50) {
    await Promise.all(indices.slice(first, first + 50).map(createUpstream));
  }
}, 60_000);
afterAll(() => imagegate?.stop());

async function createUpstream(index: number): Promise<void> {
  const definition = {
    clientToken: `token-${index}`,
    name: displayNameOf(index),
    imageRecipeArn: arn('image-recipe/web/1.4.0'),
    infrastructureConfigurationArn: arn('infrastructure-configuration/std'),
    status: index % 3 === 0 ? 'DISABLED' : 'ENABLED',
    tags: { team: index % 7 === 0 ? 'web' : 'payments', ...(index % 10 === 0 ? { owner: 'a.meyer' } : {}) },
  };
  const response = await fetch(`${imagegate.imageBuilderUrl}/CreateImagePipeline`, {
    method: 'PUT',
    body: JSON.stringify(definition),
  });
  expect(response.status).toBe(200);
}

async function list(query: Readonly<Record<string, string>>) {
  const response = await fetch(`${imagegate.url}/v1/pipelines?${new URLSearchParams(query)}`);
  return { response, body: JSON.parse(await response.text()) };
}

async function walk(query: Readonly<Record<string, string>>): Promise<PipelineSummary[][]> {
  const pages: PipelineSummary[][] = [];
  let token: { pageToken?: string } = {};
  do {
    const { response, body } = await list({ ...query, ...token });
    expect(response.status).toBe(200);
    pages.push(body.items);
    token = body.nextPageToken === null ? {} : { pageToken: body.nextPageToken };
  } while (token.pageToken !== undefined && pages.length < 100);
  return pages;
}

describe('500 pipelines', () => {
  it.each<[Readonly<Record<string, string>>, (index: number) => boolean]>([
    [{}, () => true],
    [{ pageSize: '100' }, () => true],
    [{ status: 'enabled', pageSize: '60' }, (index) => index % 3 !== 0],
    [{ status: 'disabled' }, (index) => index % 3 === 0],
    [{ team: 'web', pageSize: '10' }, (index) => index % 7 === 0],
    [{ compliance: 'compliant' }, (index) => index % 10 === 0],
    [{ compliance: 'violating', pageSize: '100' }, (index) => index % 10 !== 0],
    [{ name: 'golden image?4*' }, (index) => index >= 400],
    [{ name: 'GOLDEN-IMAGE-123' }, (index) => index === 123],
    [{ name: '*5', status: 'enabled', team: 'web', compliance: 'violating' }, (index) => index % 70 === 35 && index % 3 !== 0],
    [{ team: 'nobody' }, () => false],
  ])('are turned over with %j, each of them once', async (query, isWanted) => {
    const pages = await walk(query);
    const wanted = indices.filter(isWanted);
    expect(pages.flat().map(({ displayName }) => displayName)).toEqual(wanted.map(displayNameOf));
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(Number(query['pageSize'] ?? 25));
  });

  it('are shown as each of them is alone, with the findings counted', async () => {
    const { body } = await list({ pageSize: '2' });
    for (const item of body.items) {
      const view = JSON.parse(await (await fetch(`${imagegate.url}/v1/pipelines/${item.name}`)).text());
      const { findings, ...compliance } = view.compliance;
      expect(item).toEqual({ ...view, compliance, unreadable: [] });
      expect(findings).toHaveLength(compliance.violations + compliance.advisories + compliance.excepted);
    }
    expect(body.items.map((item: PipelineSummary) => item.compliance.compliant)).toEqual([true, false]);
  });

  it('are not listed for a query that makes no sense', async () => {
    const { response, body } = await list({ pagesize: '25', status: 'on', pageToken: 'x'.repeat(9_000) });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({
      type: 'https://imagegate.dev/problems/malformed-request',
      instance: '/v1/pipelines',
      errors: [
        { parameter: 'pagesize', code: 'unknown-parameter', suggestion: 'pageSize' },
        { parameter: 'status', code: 'unknown-value', expected: 'enabled or disabled', received: '"on"' },
      ],
    });
  });

  it('are not listed for a page token of another query', async () => {
    const { body } = await list({ status: 'enabled' });
    const foreign = await list({ status: 'disabled', pageToken: body.nextPageToken });
    expect(foreign.response.status).toBe(400);
    expect(foreign.body.detail).toContain('other filters');
  });

  it('are not listed for a page token that somebody made up', async () => {
    const forged = pageToken({ operation: 'listPipelines', status: 'enabled' }, JSON.stringify({ page: 'made up', done: 0 }));
    const { response, body } = await list({ status: 'enabled', pageToken: forged });
    expect(response.status).toBe(400);
    expect(body.type).toBe('https://imagegate.dev/problems/malformed-request');
  });
});
