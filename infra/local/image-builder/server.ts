import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Home } from './arn.ts';
import { startingCatalogue } from './catalogue.ts';
import { ServiceError } from './errors.ts';
import { operations } from './operations/table.ts';
import { route } from './router.ts';
import { StartFailure } from './start-failure.ts';
import { openStore } from './store.ts';
import { defaultSwitches, type Switches } from './switches.ts';
import { readMembers, refuseConnection, sendAnswer, sendError } from './wire.ts';
import type { World } from './world.ts';

export interface ImageBuilderSettings extends Partial<Home> {
  /** 0 takes any free port. */
  readonly port: number;
  /** Loopback only: whoever reaches the server may do everything. */
  readonly host?: '127.0.0.1' | '::1';
  /** Keeps the state over restarts; without it, the state lives as long as the process. */
  readonly dataFile?: string | undefined;
  readonly clock?: () => Date;
  /** A new UUID for every call. */
  readonly newId?: () => string;
  readonly switches?: Partial<Switches>;
  /** Hears of defects of this server, which clients see as a ServiceException. */
  readonly onDefect?: (error: unknown) => void;
}

export interface RunningImageBuilder {
  readonly url: string;
  readonly port: number;
  /** Answers what is under way, closes every connection, and resolves when the state is safe. */
  close(): Promise<void>;
}

/**
 * Starts an EC2 Image Builder on this machine: the wire protocol of the service, so that the AWS SDKs and the AWS CLI work with no
 * change but the endpoint. Signatures are not verified, and requests without one are taken too.
 * @throws {StartFailure} when the port is taken or the data file cannot be used.
 */
export async function startImageBuilder(settings: ImageBuilderSettings): Promise<RunningImageBuilder> {
  const { port, host = '127.0.0.1', clock = () => new Date(), newId = randomUUID, onDefect = () => undefined } = settings;
  const { partition = 'aws', region = 'eu-west-1', account = '111122223333' } = settings;
  const switches = { ...defaultSwitches, ...settings.switches };
  const home = { partition, region, account };
  const store = await openStore(home, settings.dataFile);
  const world: World = { ...home, clock, newId, switches, store };
  const server = createServer(serverOptions(switches), (request, response) => {
    void serve(request, response, world, onDefect);
  });
  server.on('clientError', (error, socket) => refuseConnection(socket, newId(), error));
  await listen(server, port, host);
  try {
    if (store.fresh) await fill(world, settings.dataFile);
  } catch (error) {
    server.close();
    throw error;
  }
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host === '::1' ? '[::1]' : host}:${actualPort}`,
    port: actualPort,
    async close() {
      await closeServer(server);
      await store.commit();
    },
  };
}

/** One request, from the wire to the wire. Whatever happens in between, the client gets an answer of the protocol. */
async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  onDefect: (error: unknown) => void,
): Promise<void> {
  const requestId = world.newId();
  try {
    sendAnswer(response, requestId, await answer(request, requestId, world));
  } catch (error) {
    // A client that went away in the middle of its request hears nothing, and nothing is wrong with the server.
    if (request.destroyed && !request.complete) return;
    if (!(error instanceof ServiceError)) onDefect(error);
    sendError(
      response,
      requestId,
      error instanceof ServiceError ? error : new ServiceError('ServiceException', 'Internal failure.'),
    );
  }
}

async function answer(request: IncomingMessage, requestId: string, world: World): Promise<object> {
  const { operation, members } = route(operations, request.method ?? '', request.url ?? '');
  try {
    const hasBody = operation.method === 'PUT' || operation.method === 'POST';
    const body = hasBody ? await readMembers(request, world.switches.maxBodyBytes) : {};
    const result = operation.answer({ ...body, ...members() }, world);
    // Not before: an answer is a promise that a crash does not break.
    await world.store.commit();
    return operation.answersRequestId ? { requestId, ...result } : result;
  } catch (error) {
    const isBadRequest = error instanceof ServiceError && badRequests.includes(error.name);
    throw isBadRequest && operation.badRequest ? new ServiceError(operation.badRequest, error.message) : error;
  }
}

const badRequests: readonly string[] = ['InvalidRequestException', 'InvalidParameterValueException'];

function serverOptions({ requestTimeoutSeconds }: Switches) {
  return {
    requestTimeout: requestTimeoutSeconds * 1000,
    headersTimeout: requestTimeoutSeconds * 1000,
    connectionsCheckingInterval: 500,
    // Longer than SDKs keep an idle connection, so that the server is not the one to close it under a request.
    keepAliveTimeout: 60_000,
    // Fifty tag keys of 128 characters, percent-encoded, do not fit into the 16 KiB that Node allows by itself.
    maxHeaderSize: 64 * 1024,
  };
}

async function fill(world: World, dataFile: string | undefined): Promise<void> {
  for (const record of startingCatalogue(world)) world.store.catalogue.set(record.arn, record);
  world.store.touch();
  await world.store.commit().catch((error) => {
    throw new StartFailure(`The data file ${dataFile} cannot be written (${error instanceof Error ? error.message : error}).`);
  });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} on ${host} is in use. Stop the program that has it, or choose another port.`;
      reject(new StartFailure(error.code === 'EADDRINUSE' ? taken : `Cannot listen on ${host}:${port} (${error.message}).`));
    });
    server.listen(port, host, () => resolve());
  });
}

/** Idle connections close at once; those with a request have a second to finish it. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), 1000);
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
  });
}
