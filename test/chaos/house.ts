import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, vi } from 'vitest';
import { type RunningImageBuilder, startImageBuilder } from '../../infra/image-builder/server.ts';
import { endpoint, type Handler, type Operation } from '../../lib/http/endpoint.ts';
import { cancelExecutionOperation } from '../../lib/http/operations/cancel-execution.ts';
import { createPipelineOperation } from '../../lib/http/operations/create-pipeline.ts';
import { deletePipelineOperation } from '../../lib/http/operations/delete-pipeline.ts';
import { getPipelineOperation } from '../../lib/http/operations/get-pipeline.ts';
import { listPipelinesOperation } from '../../lib/http/operations/list-pipelines.ts';
import { patchPipelineOperation } from '../../lib/http/operations/patch-pipeline.ts';
import { replacePipelineOperation } from '../../lib/http/operations/replace-pipeline.ts';
import { startExecutionOperation } from '../../lib/http/operations/start-execution.ts';
import type { TeamsDocument } from '../../lib/identity/teams.ts';
import type { OperationId } from '../../lib/service/routes.ts';
import { apiEvent, lambdaContext } from '../support/event.ts';
import { wholeImageBuilder } from '../support/image-builder.ts';
import { arnOf } from '../support/pipelines.ts';
import { routeOf } from '../support/route-of.ts';
import { testRuntime } from '../support/runtime.ts';
import { type Interposer, startInterposer } from './interposer.ts';

/** What is asked of imagegate, beside the route. */
export interface Ask {
  readonly name?: string;
  readonly id?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, readonly string[]>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: Record<string, unknown>;
}

/** imagegate in this process, with an SDK client of its own and an interposer between that and the Image Builder. */
export interface Door extends Interposer {
  ask(operation: OperationId, asked: Ask): Promise<Answer>;
}

/** An Image Builder as it is held, asked past every imagegate. */
export interface House {
  /** @param teams Who may do what; without it, everybody is an admin. */
  openDoor(teams?: TeamsDocument): Promise<Door>;
  /** The pipeline of a name. */
  held(name: string): Promise<Held | undefined>;
  /** The states of a pipeline's runs. */
  runsOf(name: string): Promise<readonly string[]>;
  /** Calls an operation directly. */
  direct(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface Held {
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly dateCreated: string;
}

/** One for the tests of a file. The SDK takes its credentials from the environment. */
export function useHouse(): () => House {
  let house: House | undefined;
  beforeAll(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    house = await openHouse();
  });
  afterAll(async () => {
    await house?.close();
    vi.unstubAllEnvs();
  });
  return () => {
    if (house === undefined) throw new TypeError('the house is opened before the tests, and not earlier');
    return house;
  };
}

async function openHouse(): Promise<House> {
  const service: RunningImageBuilder = await startImageBuilder({
    port: 0,
    switches: { acceptUnknownReferences: true, pipelineQuota: 1_000_000, cancelSeconds: 0 },
  });
  const direct: House['direct'] = async (method, path, body) => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return JSON.parse((await (await fetch(`${service.url}/${path}`, init)).text()) || '{}');
  };
  return {
    openDoor: (teams) => openDoor(service.url, teams),
    async held(name) {
      const { imagePipeline } = await direct('GET', `GetImagePipeline?imagePipelineArn=${encodedArnOf(name)}`);
      return imagePipeline as Held | undefined;
    },
    async runsOf(name) {
      const answer = await direct('POST', 'ListImagePipelineImages', { imagePipelineArn: arnOf('image-pipeline', name) });
      const images = (answer['imageSummaryList'] ?? []) as readonly { readonly state: { readonly status: string } }[];
      return images.map(({ state }) => state.status);
    },
    direct,
    close: () => service.close(),
  };
}

export const encodedArnOf = (name: string) => encodeURIComponent(arnOf('image-pipeline', name));

let doors = 0;

async function openDoor(upstream: string, teams: TeamsDocument | undefined): Promise<Door> {
  const interposer = await startInterposer(upstream);
  const runtime = { ...testRuntime(), clock: () => new Date(), newId: () => randomUUID(), ...(teams && { teams }) };
  doors += 1;
  // A process remembers by address which Image Builder does not serve, and ports come again.
  const imageBuilder = wholeImageBuilder({ ...runtime.deployment, endpoint: `${interposer.url}/#${doors}` });
  const ports = { ...runtime, imageBuilder };
  const operations: Partial<Record<OperationId, Operation>> = {
    createPipeline: createPipelineOperation(ports),
    replacePipeline: replacePipelineOperation(ports),
    patchPipeline: patchPipelineOperation(ports),
    deletePipeline: deletePipelineOperation(ports),
    getPipeline: getPipelineOperation(ports),
    listPipelines: listPipelinesOperation(ports),
    startExecution: startExecutionOperation(ports),
    cancelExecution: cancelExecutionOperation(ports),
  };
  const handlers = new Map<OperationId, Handler>();
  const handlerOf = (id: OperationId): Handler => {
    const operation = operations[id];
    if (operation === undefined) throw new TypeError(`the campaign has no ${id}`);
    const handler = handlers.get(id) ?? endpoint(routeOf(id), runtime, operation);
    handlers.set(id, handler);
    return handler;
  };
  return {
    ...interposer,
    async ask(id, { name = '', id: execution = '', body, headers = {}, query }) {
      const { method, path, consumes, timeoutSeconds } = routeOf(id);
      const event = apiEvent({
        method,
        path: path.replace('{name}', name).replace('{id}', execution),
        pathParameters: { name, id: execution },
        headers: { ...(body === undefined ? {} : { 'Content-Type': consumes[0] ?? '' }), ...headers },
        body: body === undefined ? null : JSON.stringify(body),
        ...(query === undefined ? {} : { query }),
      });
      const response = await handlerOf(id)(event, lambdaContext(timeoutSeconds * 1_000));
      return { status: response.statusCode, headers: response.headers, json: JSON.parse(response.body || '{}') };
    },
  };
}
