import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpstreamUnavailable } from '../../lib/problem/errors.ts';
import type { Organisation } from '../../lib/service/organisation.ts';
import { routes } from '../../lib/service/routes.ts';
import type { Shares } from '../api-gateway/allowances.ts';
import { defaultPace } from '../image-builder/runs/durations.ts';
import { type RunningImageBuilder, startImageBuilder } from '../image-builder/server.ts';
import type { LocalDeployment } from './deployment.ts';
import { setEnvironment } from './environment.ts';
import { createAdmission } from './gateway/fairness.ts';
import { type Answered, createGateway } from './gateway/gateway.ts';
import { createLoad } from './gateway/load.ts';
import { type Listening, listenOnLoopback } from './gateway/loopback.ts';
import { sendProblem } from './gateway/send.ts';
import { loadAuthorizer, loadHandlers } from './handlers.ts';
import { createDesk, deskPath, issuerPath } from './issuer/desk.ts';
import { createLocalIssuer } from './issuer/issuer.ts';
import { withLocalIssuer } from './issuer/teams.ts';
import type { StartOptions } from './options.ts';

export interface ServiceSettings {
  readonly options: StartOptions;
  readonly deployment: LocalDeployment;
  /** How the allowance of `options.rate` is shared out. */
  readonly throttling: Shares;
  readonly organisation: Organisation;
  readonly onAnswered: (answered: Answered) => void;
  /** Hears of defects of the embedded Image Builder. */
  readonly onDefect: (error: unknown) => void;
  /** Hears, in sentences, of its data file. */
  readonly onNotice: (sentence: string) => void;
}

export interface RunningService {
  readonly url: string;
  /** `undefined` where AWS is used. */
  readonly imageBuilderUrl: string | undefined;
  /** How many requests are not answered yet. */
  underWay(): number;
  /** Takes no more requests, answers those under way within `graceSeconds`, and stops. */
  close(): Promise<void>;
}

/** API Gateway waits no longer for a function (API Gateway Developer Guide, "Quotas for configuring and running a REST API"). */
export const graceSeconds = 29;

/**
 * Starts the embedded Image Builder, loads the functions and serves them. What was started is stopped again when a later step
 * fails.
 */
export async function startService(settings: ServiceSettings): Promise<RunningService> {
  const { options } = settings;
  const imageBuilder = options.aws ? undefined : await startEmbedded(settings);
  try {
    const gateway = await serve(settings, imageBuilder?.url);
    return {
      url: urlOf(gateway.port),
      imageBuilderUrl: imageBuilder?.url,
      underWay: gateway.underWay,
      async close() {
        // The gateway first: what it has under way still needs the Image Builder.
        await gateway.close(graceSeconds * 1_000);
        await imageBuilder?.close();
      },
    };
  } catch (error) {
    await imageBuilder?.close();
    throw error;
  }
}

function startEmbedded({ options, deployment, onDefect, onNotice }: ServiceSettings): Promise<RunningImageBuilder> {
  const { account, region, partition } = deployment;
  return startImageBuilder({
    port: options.imageBuilderPort,
    account,
    region,
    partition,
    dataFile: options.dataFile,
    speed: options.speed,
    fail: options.fail,
    onDefect,
    onNotice,
    switches: {
      acceptUnknownReferences: options.acceptUnknownReferences,
      ...(options.pipelineQuota === undefined ? {} : { pipelineQuota: options.pipelineQuota }),
    },
  });
}

/**
 * The port comes first: the local issuer's name holds it, and the functions read that name when they are loaded. Who calls before
 * they are is asked to wait.
 */
async function serve(settings: ServiceSettings, endpoint: string | undefined): Promise<Listening> {
  const { options, deployment, organisation } = settings;
  const { policyDigest } = organisation;
  let listener: RequestListener = ({ url = '' }, response) => sendProblem(response, starting, { path: url, policyDigest });
  const listening = await listenOnLoopback((request, response) => listener(request, response), options.port, policyDigest);
  try {
    const issuer = createLocalIssuer(`${urlOf(listening.port)}${issuerPath}`);
    const teams = withLocalIssuer(organisation.teams, issuer);
    const organisationFile = writeOrganisation({ ...organisation, teams });
    setEnvironment(process.env, { deployment, organisationFile, endpoint, quiet: options.quiet });
    const desk = createDesk(issuer, Object.keys(organisation.teams.teams), policyDigest);
    const gateway = await gatewayOf(settings);
    listener = (request, response) => (isForDesk(request.url) ? desk : gateway)(request, response);
    return listening;
  } catch (error) {
    await listening.close(0);
    throw error;
  }
}

const starting = new UpstreamUnavailable('The service is starting.', 1, { title: 'The service is not ready yet' });

function isForDesk(target = ''): boolean {
  return target.startsWith(`${deskPath}/`);
}

function urlOf(port: number): string {
  return `http://localhost:${port}`;
}

async function gatewayOf({
  options,
  deployment,
  throttling,
  organisation,
  onAnswered,
}: ServiceSettings): Promise<RequestListener> {
  return createGateway({
    routes,
    handlers: await loadHandlers(routes),
    caller: { account: deployment.account, userArn: deployment.userArn },
    authorization: { handler: await loadAuthorizer(), demandsToken: options.auth === 'jwt' },
    policyDigest: organisation.policyDigest,
    corsOrigins: deployment.corsOrigins,
    // A new AWS account gets 10 000 requests a second with a burst of half as many (API Gateway Developer Guide, "Quotas").
    admit:
      options.rate === 0
        ? undefined
        : createAdmission({ perSecond: options.rate, burst: Math.max(1, Math.ceil(options.rate / 2)) }, throttling),
    load: createLoad(loadBounds),
    onAnswered,
    lookAgainAfter: options.aws ? undefined : (seconds) => Math.max(1, Math.round(seconds / (options.speed ?? defaultPace))),
  });
}

/**
 * An AWS account runs a thousand functions at once (AWS Lambda Developer Guide, "Lambda quotas"). The rest is measured, with
 * `npm run bench -- flood`: so few at work keep the processor busy, and the turns of the event loop short.
 */
const loadBounds = { maximum: 1_000, atOnce: 8, inOneTurn: 4, longTurn: 5, maximumWait: 250, always: 50 };

/** The functions read the compiled organisation from a file beside them; here it is one for this process alone. */
function writeOrganisation(organisation: Organisation): string {
  const folder = mkdtempSync(join(tmpdir(), 'imagegate-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'organisation.json');
  writeFileSync(file, JSON.stringify(organisation), { mode: 0o600 });
  return file;
}
