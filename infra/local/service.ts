import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Organisation } from '../../lib/organisation.ts';
import { routes } from '../../lib/routes.ts';
import { setEnvironment } from './environment.ts';
import { type Answered, createGateway } from './gateway.ts';
import { loadHandlers } from './handlers.ts';
import { type RunningImageBuilder, startImageBuilder } from './image-builder/server.ts';
import { type Listening, listenOnLoopback } from './loopback.ts';
import type { Options } from './options.ts';
import type { Place } from './place.ts';

export interface ServiceSettings {
  readonly options: Options;
  readonly place: Place;
  readonly organisation: Organisation;
  readonly onAnswered: (answered: Answered) => void;
  /** Hears of defects of the embedded Image Builder. */
  readonly onDefect: (error: unknown) => void;
}

export interface RunningService {
  readonly url: string;
  /** `undefined` where AWS is used. */
  readonly imageBuilderUrl: string | undefined;
  close(): Promise<void>;
}

/** Starts the embedded Image Builder, loads the functions and serves them. What was started is stopped again when a later step fails. */
export async function startService(settings: ServiceSettings): Promise<RunningService> {
  const { options, place, organisation } = settings;
  const imageBuilder = options.aws ? undefined : await startEmbedded(settings);
  try {
    const organisationFile = writeOrganisation(organisation);
    setEnvironment(process.env, { place, organisationFile, endpoint: imageBuilder?.url, quiet: options.quiet });
    const gateway = await serve(settings);
    return {
      url: `http://localhost:${gateway.port}`,
      imageBuilderUrl: imageBuilder?.url,
      async close() {
        // The gateway first: what it has under way still needs the Image Builder.
        await gateway.close();
        await imageBuilder?.close();
      },
    };
  } catch (error) {
    await imageBuilder?.close();
    throw error;
  }
}

function startEmbedded({ options, place, onDefect }: ServiceSettings): Promise<RunningImageBuilder> {
  const { account, region, partition } = place;
  return startImageBuilder({
    port: options.imageBuilderPort,
    account,
    region,
    partition,
    dataFile: options.dataFile,
    speed: options.speed,
    fail: options.fail,
    onDefect,
    switches: {
      acceptUnknownReferences: options.acceptUnknownReferences,
      ...(options.pipelineQuota === undefined ? {} : { pipelineQuota: options.pipelineQuota }),
    },
  });
}

async function serve({ options, place, organisation, onAnswered }: ServiceSettings): Promise<Listening> {
  const listener = createGateway({
    routes,
    handlers: await loadHandlers(routes),
    stage: { account: place.account, userArn: place.userArn },
    policyDigest: organisation.policyDigest,
    corsOrigins: place.corsOrigins,
    // A new AWS account gets 10 000 requests a second with a burst of half as many (API Gateway Developer Guide, "Quotas").
    rate: options.rate === 0 ? undefined : { perSecond: options.rate, burst: Math.max(1, Math.ceil(options.rate / 2)) },
    onAnswered,
  });
  return listenOnLoopback(listener, options.port);
}

/** The functions read the compiled organisation from a file beside them; here it is one for this process alone. */
function writeOrganisation(organisation: Organisation): string {
  const folder = mkdtempSync(join(tmpdir(), 'imagegate-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'organisation.json');
  writeFileSync(file, JSON.stringify(organisation), { mode: 0o600 });
  return file;
}
