import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Home } from '../../lib/arn.ts';
import { type Connections, watchConnections } from '../sockets/connections.ts';
import { startingCatalogue } from './catalogue/catalogue.ts';
import { type Control, controlOf } from './control/control.ts';
import { noOrders } from './control/injected.ts';
import { settle } from './runs/advance-time.ts';
import { defaultPace } from './runs/durations.ts';
import { StartFailure } from './start-failure.ts';
import { startClock } from './state/clock.ts';
import type { Disk } from './state/data-file/disk.ts';
import { openStateFile, type StateFile } from './state/data-file/state-file.ts';
import { atRightTime } from './state/right-time.ts';
import { createStore } from './state/store.ts';
import { defaultSwitches, type Switches } from './switches.ts';
import { SaveRefused } from './wire/errors.ts';
import { serve } from './wire/serve.ts';
import { refuseConnection } from './wire/wire.ts';
import type { World } from './world.ts';

export interface ImageBuilderSettings extends Partial<Home> {
  /** 0 takes any free port. */
  readonly port: number;
  /** Loopback only: whoever reaches the server may do everything. */
  readonly host?: '127.0.0.1' | '::1';
  /** Keeps the state over restarts; without it, the state lives as long as the process. */
  readonly dataFile?: string | undefined;
  readonly clock?: () => Date;
  /** How many seconds of the server pass for one of the clock. Without it, its time is the clock's, and builds take seconds. */
  readonly speed?: number | undefined;
  /** A wildcard on the names of pipelines whose runs fail. */
  readonly fail?: string | undefined;
  /** A new UUID for every call. */
  readonly newId?: () => string;
  readonly switches?: Partial<Switches>;
  /** In place of the machine's own, under the data file. */
  readonly disk?: Disk;
  /** Hears, in sentences, what whoever started the server should know of its data file. */
  readonly onNotice?: (sentence: string) => void;
  /** Hears of defects of this server, which clients see as a ServiceException. */
  readonly onDefect?: (error: unknown) => void;
}

export interface RunningImageBuilder {
  readonly url: string;
  readonly port: number;
  readonly control: Control;
  /** Answers what is under way, closes every connection, and resolves when the state is safe. */
  close(): Promise<void>;
}

/**
 * Starts an EC2 Image Builder on this machine: the wire protocol of the service, so that the AWS SDKs and the AWS CLI work with
 * no change but the endpoint. Signatures are not verified, and requests without one are taken too. Throws `StartFailure` when the
 * port is taken, the data file cannot be used, or another server uses it.
 */
export async function startImageBuilder(settings: ImageBuilderSettings): Promise<RunningImageBuilder> {
  const { partition = 'aws', region = 'eu-west-1', account = '111122223333' } = settings;
  const home = { partition, region, account };
  const file = settings.dataFile === undefined ? undefined : await openStateFile(settings.dataFile, home, settings.disk);
  try {
    return await startServer(settings, worldOf(settings, home, file));
  } catch (error) {
    await file?.close();
    throw error;
  }
}

function worldOf(settings: ImageBuilderSettings, home: Home, file: StateFile | undefined): World {
  const { clock: source = () => new Date(), speed, fail, newId = randomUUID, onNotice = () => undefined } = settings;
  const { saved, notice } = file?.saved === undefined ? {} : atRightTime(file.saved, source().getTime());
  const clock = startClock({ source, speed: speed ?? 1, notBefore: saved?.at ?? 0, lead: saved?.lead ?? 0 });
  const store = createStore({ state: saved?.state, file, clock, onNotice });
  if (notice !== undefined) {
    onNotice(notice);
    store.touch();
  }
  if (file?.readOnly !== undefined && !store.fresh) {
    onNotice(`The data file ${file.path} can only be read (${file.readOnly}). Reads are served; writes are refused.`);
  }
  const orders = noOrders();
  if (fail !== undefined) orders.failures.push({ pipeline: fail, stage: 'BUILDING' });
  return {
    ...home,
    clock: clock.now,
    advance: clock.advance,
    pace: speed === undefined ? defaultPace : 1,
    newId,
    switches: { ...defaultSwitches, ...settings.switches },
    store,
    orders,
  };
}

async function startServer(settings: ImageBuilderSettings, world: World): Promise<RunningImageBuilder> {
  const { port, host = '127.0.0.1', onDefect = () => undefined } = settings;
  const server = createServer(serverOptions(world.switches), (request, response) => {
    void serve(request, response, world, onDefect);
  });
  const connections = watchConnections();
  connections.watch(server);
  server.on('clientError', (error, socket) => refuseConnection(socket, world.newId(), error));
  await listen(server, port, host);
  try {
    if (world.store.fresh) await fill(world, settings.dataFile);
  } catch (error) {
    server.close();
    throw error;
  }
  const stopHeart = startHeart(world, onDefect);
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host === '::1' ? '[::1]' : host}:${actualPort}`,
    port: actualPort,
    control: controlOf(world),
    async close() {
      stopHeart();
      await closeServer(server, connections);
      await world.store.close();
    },
  };
}

/** What is due happens when somebody asks, and about once a second besides, so that the file has it too. */
function startHeart(world: World, onDefect: (error: unknown) => void): () => void {
  let beating = false;
  const beat = async () => {
    if (beating) return;
    beating = true;
    try {
      await world.store.transact(() => settle(world));
    } catch (error) {
      // Nobody asked for it, and it comes again.
      if (!(error instanceof SaveRefused)) onDefect(error);
    } finally {
      beating = false;
    }
  };
  const timer = setInterval(() => void beat(), 1000).unref();
  return () => clearInterval(timer);
}

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
  const { store } = world;
  const work = () => {
    for (const record of startingCatalogue(world)) store.catalogue.set(record.arn, record);
    store.touch();
  };
  await store.transact(work).catch((error) => {
    throw new StartFailure(`The data file ${dataFile} cannot be written (${reasonOf(error)}).`);
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof SaveRefused) return error.reason;
  return error instanceof Error ? error.message : String(error);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} on ${host} is in use. Stop the program that has it, or choose another port.`;
      reject(
        new StartFailure(error.code === 'EADDRINUSE' ? taken : `Cannot listen on ${host}:${port} (${error.message}).`, 'port'),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

/** Idle connections close at once, those that never spoke too; those with a request have a second to finish it. */
function closeServer(server: Server, connections: Connections): Promise<void> {
  return new Promise((resolve) => {
    const impatience = setTimeout(connections.cut, 1000);
    connections.drain();
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
  });
}
