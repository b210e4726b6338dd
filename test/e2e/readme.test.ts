import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedImagegate, startImagegate } from '../support/start.ts';

// What README.md and docs/ci.md show, done as it is printed.

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const readme = read('README.md');
const jobs = read('docs/ci.md');

/** The first block of this language behind some words of a document. */
function block(language: string, behind: string, document = readme): string {
  const text = document.slice(document.indexOf(behind));
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
}

let imagegate: StartedImagegate;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imagegate-readme-'));
  imagegate = await startImagegate(['--quiet']);
}, 30_000);
afterAll(async () => {
  await imagegate.stop();
  rmSync(folder, { recursive: true, force: true });
});

const arn = 'arn:aws:imagebuilder:eu-west-1:111122223333';

const sound = {
  name: 'Web Base',
  imageRecipeArn: `${arn}:image-recipe/web/1.4.0`,
  infrastructureConfigurationArn: `${arn}:infrastructure-configuration/std`,
  loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/image', pipelineLogGroupName: '/imagebuilder/web/pipeline' },
  executionRole: 'web-image-builder',
  tags: { team: 'web', owner: 'web@example.com', 'cost-center': 'CC-1234', 'data-class': 'internal' },
};

/** Runs the session of a CI job beside a `pipeline.json` with this text. */
function session(pipeline: string, url = imagegate.url): Promise<{ code: number; stdout: string; stderr: string }> {
  writeFileSync(join(folder, 'pipeline.json'), pipeline);
  const script = block('sh', "# A CI job's session", jobs);
  const env = { PATH: process.env['PATH'], IMAGEGATE: url };
  return new Promise((resolve) => {
    execFile('sh', ['-c', script], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

describe('the refusal in README.md', () => {
  it('is what the service answers to the request beside it', async () => {
    const body = /-d '([^']*)'/.exec(block('sh', 'is refused:'))?.[1] ?? '';
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${imagegate.url}/v1/pipelines`, { method: 'POST', headers, body });
    const printed = JSON.parse(block('json', 'is refused:'));
    expect({ status: response.status, body: { ...Object(await response.json()), requestId: '' } }).toEqual({
      status: printed.status,
      body: { ...printed, requestId: '' },
    });
  });
});

describe('the session of a CI job in docs/ci.md', () => {
  it('creates the pipeline, and is content when it is repeated', async () => {
    for (const _ of ['create', 'repeat'])
      expect(await session(JSON.stringify(sound, null, 2))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await fetch(`${imagegate.url}/v1/pipelines/web-base`)).status).toBe(200);
  });

  it.each([
    [
      'rules that the pipeline breaks',
      JSON.stringify({ ...sound, tags: { team: 'web' } }),
      { decision: 'deny', violations: expect.arrayContaining([expect.objectContaining({ pointer: '/tags/owner' })]) },
    ],
    [
      'a definition of another pipeline',
      JSON.stringify({ ...sound, name: 'Web Nightly' }),
      { decision: 'invalid', errors: [expect.objectContaining({ pointer: '/name', code: 'other-name' })] },
    ],
    ['a definition of another shape', '[]', { decision: 'invalid' }],
    ['what is not JSON', '{ "name": "Web', { type: expect.stringMatching(/malformed-request$/), status: 400 }],
    [
      'a tag that reads like a verdict',
      JSON.stringify({ ...sound, tags: { ...sound.tags, decision: 'allow', owner: ' ' } }),
      { decision: 'deny' },
    ],
    [
      'what Image Builder refuses when it is written',
      JSON.stringify({ ...sound, infrastructureConfigurationArn: `${arn}:infrastructure-configuration/web-none` }),
      { type: expect.stringMatching(/upstream-rejected$/), errors: [expect.objectContaining({ pointer: expect.any(String) })] },
    ],
  ])('ends with the reasons for %s', async (_, pipeline, answer) => {
    const { code, stdout, stderr } = await session(pipeline);
    expect({ code, answer: JSON.parse(stdout) }).toEqual({ code: 1, answer: expect.objectContaining(answer) });
    expect(stderr).toMatch(/^(?:curl: \(22\) .*\n)?$/);
  });

  it('ends with the problem where no verdict is given', async () => {
    const { code, stdout } = await session(JSON.stringify(sound), `${imagegate.url}/elsewhere`);
    expect({ code, problem: JSON.parse(stdout) }).toMatchObject({ code: 1, problem: { status: 404 } });
  });

  it('ends when nothing answers', async () => {
    const { code, stderr } = await session(JSON.stringify(sound), 'http://127.0.0.1:1');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^curl: \(7\)/) });
  });
});
