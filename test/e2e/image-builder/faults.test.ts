import {
  CreateImagePipelineCommand as Create,
  ImagebuilderClient,
  ListImagePipelinesCommand as List,
  ListImageRecipesCommand as ListRecipes,
} from '@aws-sdk/client-imagebuilder';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../../../infra/image-builder/control/fault.ts';
import { minimal, type Running, running } from './running.ts';

async function pipelinesIn({ client }: Running): Promise<number> {
  return (await client.send(new List({}))).imagePipelineList?.length ?? 0;
}

/** What a client sees of a create: the answer, or that there is none. */
async function create({ server }: Running) {
  try {
    const answer = await fetch(`${server.url}/CreateImagePipeline`, {
      method: 'PUT',
      body: JSON.stringify({ ...minimal, clientToken: 'token' }),
      signal: AbortSignal.timeout(500),
    });
    const { status, headers } = answer;
    return { status, error: headers.get('x-amzn-errortype'), type: headers.get('content-type'), body: await answer.text() };
  } catch (error) {
    return { failed: error instanceof Error ? error.name : error };
  }
}

describe('a fault', () => {
  it.each<[Fault, object, number]>([
    [{ fault: 'throttle' }, { status: 429, error: 'CallRateLimitExceededException', body: '{"message":"Rate exceeded"}' }, 0],
    [{ fault: 'throttle', name: 'ThrottlingException' }, { status: 429, error: 'ThrottlingException' }, 0],
    [
      { fault: 'throttle', name: 'TooManyRequestsException', when: 'after' },
      { status: 429, error: 'TooManyRequestsException' },
      1,
    ],
    [{ fault: 'error' }, { status: 500, error: 'ServiceException' }, 0],
    [
      { fault: 'error', status: 503, name: 'ServiceUnavailableException', when: 'after' },
      { status: 503, error: 'ServiceUnavailableException' },
      1,
    ],
    [{ fault: 'error', status: 403, name: 'ForbiddenException', message: 'No.' }, { status: 403, body: '{"message":"No."}' }, 0],
    [{ fault: 'hang' }, { failed: 'TimeoutError' }, 0],
    [{ fault: 'hang', when: 'after' }, { failed: 'TimeoutError' }, 1],
    [{ fault: 'reset' }, { failed: 'TypeError' }, 0],
    [{ fault: 'reset', when: 'after' }, { failed: 'TypeError' }, 1],
    [{ fault: 'truncate' }, { failed: 'TypeError' }, 1],
    [{ fault: 'nonsense' }, { status: 200, type: 'application/json', body: 'no JSON' }, 0],
    [{ fault: 'nonsense', body: '[]', when: 'after' }, { status: 200, body: '[]' }, 1],
    [{ fault: 'html' }, { status: 503, type: 'text/html', body: expect.stringMatching(/^<html>/) }, 0],
    [{ fault: 'html', status: 200, when: 'after' }, { status: 200, type: 'text/html' }, 1],
    [{ fault: 'content-type' }, { status: 200, type: 'text/plain', body: expect.stringContaining('imagePipelineArn') }, 1],
    [{ fault: 'latency', milliseconds: 20 }, { status: 200, body: expect.stringContaining('imagePipelineArn') }, 1],
    [{ fault: 'latency', milliseconds: 60_000 }, { failed: 'TimeoutError' }, 0],
  ])('%j answers %j and leaves %i pipelines', async (fault, answer, pipelines) => {
    const service = await running();
    service.server.control.addFault({ ...fault, operation: 'CreateImagePipeline' });
    expect(await create(service)).toMatchObject(answer);
    expect(await pipelinesIn(service)).toBe(pipelines);
    expect(await create(service)).toMatchObject({ status: 200 });
    expect(await pipelinesIn(service)).toBe(1);
  });

  it('meets the operations that it means, after the calls that it lets pass, as often as it was ordered', async () => {
    const service = await running();
    const { client, server } = service;
    server.control.addFault({ fault: 'error', operation: 'List*Recipes', skip: 1, count: 2 });
    const answers = [];
    for (let call = 0; call < 5; call++) {
      await client.send(new List({}));
      answers.push(
        await client.send(new ListRecipes({})).then(
          () => 'fine',
          (error: Error) => error.name,
        ),
      );
    }
    expect(answers).toEqual(['fine', 'ServiceException', 'ServiceException', 'fine', 'fine']);
    expect(server.control.calls()).toEqual({ ListImagePipelines: 5, ListImageRecipes: 5 });
    expect(server.control.faults()).toEqual([]);
  });

  it('comes in its turn where several mean the same operation', async () => {
    const { client, server } = await running();
    for (const name of ['FirstException', 'SecondException']) server.control.addFault({ fault: 'error', name });
    server.control.addFault({ fault: 'error', name: 'ThirdException', skip: 3 });
    const names = [];
    for (let call = 0; call < 5; call++)
      names.push(
        await client.send(new List({})).then(
          () => 'fine',
          (error: Error) => error.name,
        ),
      );
    expect(names).toEqual(['FirstException', 'SecondException', 'fine', 'ThirdException', 'fine']);
  });

  it('is what the SDK repeats its call for, and the service has one pipeline', async () => {
    const { server } = await running();
    const client = new ImagebuilderClient({
      endpoint: server.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    onTestFinished(() => client.destroy());
    server.control.addFault({ fault: 'reset', when: 'after' });
    server.control.addFault({ fault: 'error', status: 503, name: 'ServiceUnavailableException', when: 'after' });
    const answer = await client.send(new Create(minimal));
    expect(answer.$metadata.attempts).toBe(3);
    expect((await client.send(new List({}))).imagePipelineList).toHaveLength(1);
  });

  it('does not keep the server from closing', async () => {
    const { server } = await running();
    server.control.addFault({ fault: 'hang' });
    server.control.addFault({ fault: 'latency', milliseconds: 3_600_000 });
    const calls = [1, 2].map(() => fetch(`${server.url}/ListImages`, { method: 'POST' }).catch(() => 'cut off'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();
    expect(await Promise.all(calls)).toEqual(['cut off', 'cut off']);
  });
});

describe('the control endpoint', () => {
  async function order({ server }: Running, method: string, path: string, body?: object) {
    const answer = await fetch(`${server.url}/_control/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, ...v.parse(v.record(v.string(), v.unknown()), await answer.json()) };
  }

  it('orders, lists and clears faults, and is not met by them', async () => {
    const service = await running();
    const armed = { fault: 'reset', operation: '*', count: 3, skip: 0 };
    expect(await order(service, 'POST', 'faults', { fault: 'reset', count: 3 })).toEqual({ status: 200, faults: [armed] });
    expect(await order(service, 'GET', 'faults')).toEqual({ status: 200, faults: [armed] });
    expect(await order(service, 'DELETE', 'faults')).toEqual({ status: 200, faults: [] });
    expect(await pipelinesIn(service)).toBe(0);
  });

  it('sets the clock ahead', async () => {
    const service = await running();
    expect(await order(service, 'GET', 'clock')).toEqual({ status: 200, now: '2026-11-21T09:00:00.123Z' });
    expect(await order(service, 'POST', 'clock', { seconds: 86_400 })).toEqual({ status: 200, now: '2026-11-22T09:00:00.123Z' });
    await service.client.send(new Create(minimal));
    const { imagePipelineList } = await service.client.send(new List({}));
    expect(imagePipelineList?.[0]?.dateCreated).toBe('2026-11-22T09:00:00.123Z');
  });

  it('lets runs fail, ends them, gives schedules a reason, and counts calls', async () => {
    const service = await running({ speed: 1 });
    await service.client.send(new Create(minimal));
    const imagePipelineArn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web-base';
    const imageBuildVersionArn = 'arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.0/1';
    const rule = { pipeline: 'web-*', stage: 'TESTING', reason: 'no', count: 2 };
    expect(await order(service, 'POST', 'runs/failures', rule)).toMatchObject({ failures: [rule] });
    expect(await order(service, 'DELETE', 'runs/failures')).toMatchObject({ failures: [] });
    expect(await order(service, 'GET', 'runs/failures')).toMatchObject({ failures: [] });
    const start = { method: 'PUT', body: JSON.stringify({ imagePipelineArn, clientToken: 'a' }) };
    await fetch(`${service.server.url}/StartImagePipelineExecution`, start);
    const end = { status: 'FAILED', pipeline: 'Web Base', reason: 'because' };
    expect(await order(service, 'POST', 'runs/end', end)).toMatchObject({ imageBuildVersionArns: [imageBuildVersionArn] });
    expect(await order(service, 'POST', 'runs/end', end)).toMatchObject({ imageBuildVersionArns: [] });
    expect(await order(service, 'POST', 'dependency-updates', { pipeline: '*' })).toMatchObject({
      imagePipelineArns: [imagePipelineArn],
    });
    const calls = { CreateImagePipeline: 1, StartImagePipelineExecution: 1 };
    expect(await order(service, 'GET', 'calls')).toEqual({ status: 200, calls });
    expect(await order(service, 'DELETE', 'calls')).toEqual({ status: 200, calls: {} });
  });

  it.each([
    ['POST', 'faults', {}, 400, /'fault' is missing/],
    ['POST', 'faults', { fault: 'earthquake' }, 400, /'fault' must be one of \[throttle, /],
    ['POST', 'faults', { fault: 'error', status: 99 }, 400, /'status' must be between 200 and 599/],
    ['POST', 'faults', { fault: 'html', contentType: 'a\r\nb' }, 400, /'contentType' must match/],
    ['POST', 'clock', { seconds: -1 }, 400, /'seconds' must be between 0/],
    ['POST', 'runs/failures', { pipeline: '*', stage: 'LUNCH' }, 400, /'stage' must be one of/],
    ['POST', 'runs/end', { status: 'CANCELLED' }, 400, /'status' must be one of/],
    [
      'POST',
      'runs/end',
      { status: 'FAILED', imageBuildVersionArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image/a/1.0.0/1' },
      404,
      /does not exist/,
    ],
    ['PUT', 'clock', { seconds: 1 }, 404, /no operation/],
  ])('answers %s %s %j with %i', async (method, path, body, status, message) => {
    const service = await running();
    expect(await order(service, method, path, body)).toEqual({ status, message: expect.stringMatching(message) });
  });

  it('ends the clock where schedules end', async () => {
    const service = await running();
    for (let leap = 0; leap < 17; leap++) await order(service, 'POST', 'clock', { seconds: 315_360_000 });
    expect(await order(service, 'POST', 'clock', { seconds: 315_360_000 })).toMatchObject({ status: 400 });
    expect(await order(service, 'GET', 'clock')).toMatchObject({ status: 200, now: expect.stringMatching(/^219/) });
  });
});
