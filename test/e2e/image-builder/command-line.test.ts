import { CreateImagePipelineCommand as Create, GetImagePipelineCommand as Get } from '@aws-sdk/client-imagebuilder';
import { describe, expect, it, onTestFinished } from 'vitest';
import { spawned } from './process.ts';
import { clientOf, minimal, running } from './running.ts';

describe('the stand-alone server', () => {
  it('prints where it is, answers there, and ends with status 0 at SIGTERM, though a connection is open', async () => {
    const { url, process, ended } = spawned('--port', '0', '--region', 'us-east-1', '--accept-unknown-references');
    const answer = await fetch(`${await url}/ListImageRecipes`, { method: 'POST' });
    expect(JSON.stringify(await answer.json())).toContain(':us-east-1:111122223333:image-recipe/web/1.4.0');
    process.kill('SIGTERM');
    expect(await ended).toMatchObject({ status: 0, errors: '' });
  });

  it('says in one sentence that its port is in use, with status 1', async () => {
    const { server } = await running();
    const { status, errors, output } = await spawned('--port', String(server.port)).ended;
    expect({ status, errors, output }).toEqual({
      status: 1,
      errors: `Port ${server.port} on 127.0.0.1 is in use. Stop the program that has it, or choose another port.\n`,
      output: '',
    });
  });

  it.each([
    [['--prot', '1'], /^There is no option --prot; did you mean --port\?/],
    [['--port', 'http'], /^--port must be a whole number from 0 to 65535; it is "http"\./],
    [['--port', '65536'], /^--port must be/],
    [['--port', ''], /^--port must be/],
    [['--port'], /--port/],
    [['--data', ''], /^--data must name a file; it is empty\./],
    [['--account', '1234'], /^--account must be an AWS account id of 12 digits; it is "1234"\./],
    [['--region', 'Frankfurt'], /^--region must be/],
    [['--pipeline-quota', '-1'], /pipeline-quota/],
    [['--speed', '0'], /^--speed must be a whole number from 1 to 86400; it is "0"\./],
    [['--fail', ''], /^--fail must name a pipeline/],
    [['extra'], /extra/],
  ])('explains %j and ends with status 2', async (options, message) => {
    const { status, errors } = await spawned(...options).ended;
    expect(status).toBe(2);
    expect(errors).toMatch(message);
    expect(errors.split('\n').slice(1)).toEqual(['See: npm run image-builder -- --help', '']);
    expect(errors).not.toContain('    at ');
  });

  it('runs as fast as it is told, lets runs fail, and its schedules disable the pipeline with nobody asking', async () => {
    const { url } = spawned('--port', '0', '--speed', '86400', '--fail', 'web*');
    const client = clientOf(await url);
    onTestFinished(() => client.destroy());
    const schedule = {
      scheduleExpression: 'rate(1 hour)',
      pipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY',
      autoDisablePolicy: { failureCount: 2 },
    } as const;
    const { imagePipelineArn } = await client.send(new Create({ ...minimal, schedule }));
    await expect
      .poll(async () => (await client.send(new Get({ imagePipelineArn }))).imagePipeline, { timeout: 10_000 })
      .toMatchObject({
        status: 'DISABLED',
        consecutiveFailures: 2,
        lastRunStatus: 'FAILED',
      });
  });

  it('explains its options at --help', async () => {
    const { status, output } = await spawned('--help').ended;
    expect(status).toBe(0);
    expect(output).toMatch(/^Usage: .*--data FILE.*--speed NUMBER.*--fail PATTERN.*POST faults/s);
  });
});
