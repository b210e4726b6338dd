import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isCodeCache } from '../../infra/code-cache/file.ts';
import { routes } from '../../lib/service/routes.ts';
import { temporaryFolder } from './temporary-folder.ts';

const project = new URL('../..', import.meta.url).pathname;

/** Runs the app as the `cdk` command does, which hands over context and output folder in the environment. */
async function synthesise(imagegate: unknown) {
  const outdir = temporaryFolder();
  // The folder as the command names it: from here.
  const env = {
    PATH: process.env['PATH'],
    CDK_OUTDIR: relative(project, outdir),
    CDK_CONTEXT_JSON: JSON.stringify({ imagegate }),
  };
  try {
    const { stderr } = await promisify(execFile)(process.execPath, ['infra/app.ts'], { cwd: project, env });
    return { code: 0, stderr, outdir };
  } catch (error) {
    // `execFile` rejects with the process's exit code and output on the error.
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, stderr, outdir };
  }
}

const place = (outdir: string) => `The template is in ${join(relative(project, outdir), 'Imagegate.template.json')}\n`;

describe('the app', () => {
  it('makes one stack, with an asset for each function, and cdk-nag and the check of the template have nothing to say', async () => {
    const { code, stderr, outdir } = await synthesise({ stackName: 'gate' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: place(outdir) });
    expect(readdirSync(outdir)).toContain('Imagegate.template.json');
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    expect(report.pluginReports.map(({ pluginName }: { pluginName: string }) => pluginName)).toContain('AwsSolutions');
    const assets = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
    expect(assets).toHaveLength(routes.length);
    for (const asset of assets) expect(readdirSync(join(outdir, asset)).sort()).toEqual(['index.js', 'organisation.json']);
  }, 60_000);

  it.runIf(process.platform === 'linux')(
    'puts a code cache beside each function where it is asked to',
    async () => {
      const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
      const { code, stderr, outdir } = await synthesise({ codeCache: true, architecture });
      expect({ code, stderr }).toEqual({ code: 0, stderr: place(outdir) });
      const assets = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
      expect(assets).toHaveLength(routes.length);
      for (const asset of assets) expect(readdirSync(join(outdir, asset)).filter(isCodeCache)).toHaveLength(1);
    },
    60_000,
  );

  it('warns at the stack of execution roles that the rules do not share out', async () => {
    const { code, outdir } = await synthesise({ executionRoles: ['web-image-builder', 'admin'] });
    expect(code).toBe(0);
    const metadata = JSON.parse(readFileSync(join(outdir, 'Imagegate.metadata.json'), 'utf8'));
    expect(metadata['/Imagegate'].filter(({ type }: { type: string }) => type === 'aws:cdk:warning')).toEqual([
      expect.objectContaining({
        data: expect.stringMatching(/^imagegate\.executionRoles in cdk\.json names "admin", .*policy\.yaml/),
      }),
    ]);
  }, 60_000);

  it('refuses wrong settings in sentences, without a stack trace', async () => {
    const { code, stderr } = await synthesise({ endpoint: 'private', logRetentionDays: 31, alarmMail: 'me@example.com' });
    expect(code).toBe(1);
    expect(stderr.split('\n')).toEqual([
      'The settings in cdk.json are wrong:',
      '  imagegate.alarmMail is not a setting; did you mean alarmEmail?',
      expect.stringMatching(/^ {2}imagegate\.logRetentionDays must be one of 1, 3, .*; it is 31\.$/),
      expect.stringMatching(/^ {2}imagegate\.vpcEndpoints must be a list of at least one VPC endpoint, .*; it is \[\]\.$/),
      '',
    ]);
  });

  it('refuses to make a code cache on a machine that is not as the functions’', async () => {
    const architecture = process.arch === 'arm64' ? 'x86_64' : 'arm64';
    const { code, stderr } = await synthesise({ codeCache: true, architecture });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^There can be no code cache:\\n {2}imagegate\\.codeCache is true, the functions run Linux on ${architecture}, .*\\.\\n$`,
      ),
    );
  });

  it('refuses to take tokens while teams.yaml trusts nobody to issue them', async () => {
    const { code, stderr } = await synthesise({ auth: 'jwt' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'The settings in cdk.json and teams.yaml do not go together:\n' +
        '  imagegate.auth is "jwt", and teams.yaml trusts no issuer: name one under issuers, or set auth to "iam".\n',
    });
  });
});
