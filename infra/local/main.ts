import { join } from 'node:path';
import { ownVersion } from '../../lib/cli/arguments/own-version.ts';
import { compileOrganisation } from '../../lib/cli/compile/compile.ts';
import { StartFailure } from '../image-builder/start-failure.ts';
import { readSettings } from '../settings/settings.ts';
import { addresses, firstSteps } from './banner.ts';
import { findDeployment } from './deployment.ts';
import type { Answered } from './gateway/gateway.ts';
import { PortFailure } from './gateway/loopback.ts';
import { failureLines, requestLine } from './gateway/request-line.ts';
import { parseStartCommand, type StartOptions, usage } from './options.ts';
import { graceSeconds, type RunningService, startService } from './service.ts';

/** What cannot go on for a reason that the user can mend. */
class Stop extends Error {
  override readonly name = 'Stop';
}

const root = join(import.meta.dirname, '../..');

// Whoever reads the output may go away, as `head` does; that is no reason to fall.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const commandLine = parseStartCommand(args, process.env);
  if (commandLine.wants === 'help') return void process.stdout.write(usage);
  if (commandLine.wants === 'version') return void process.stdout.write(`${ownVersion()}\n`);
  if (commandLine.wants === 'correction') {
    process.stderr.write(`${commandLine.problem}\nSee: npm start -- --help\n`);
    process.exitCode = 2;
    return;
  }
  let service: RunningService | undefined;
  let stopping = false;
  const stop = async () => {
    // Asked twice, it does not wait for what is under way.
    if (!stopping) {
      stopping = true;
      await finish(service, commandLine.options);
    }
    process.exit();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    service = await start(commandLine.options);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exit(isUsage(error) ? 2 : 1);
  }
}

async function finish(service: RunningService | undefined, { quiet }: StartOptions): Promise<void> {
  const underWay = service?.underWay() ?? 0;
  if (underWay > 0 && !quiet) process.stderr.write(`${finishing(underWay)}\n`);
  try {
    await service?.close();
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

function finishing(underWay: number): string {
  const what = underWay === 1 ? 'one request' : `${underWay} requests`;
  return `Finishing ${what}, for ${graceSeconds} seconds at most. Press Ctrl-C to stop at once.`;
}

async function start(options: StartOptions): Promise<RunningService> {
  const read = readSettings(join(root, 'cdk.json'));
  if (!read.ok) throw new Stop(`The settings in cdk.json are wrong:\n${read.problems.join('\n')}`);
  const found = await findDeployment(options, read.settings, process.env);
  if (!found.ok) throw new Stop(found.problem);
  const compiled = compileOrganisation(join(root, 'infra/organisation'), {
    policyFile: options.policyFile,
    teamsFile: options.teamsFile,
  });
  if (!compiled.ok) throw new Stop(compiled.problems.join('\n'));
  for (const warning of compiled.warnings) process.stderr.write(`Warning: ${warning}\n`);

  const { deployment } = found;
  const { organisation } = compiled;
  const { throttling } = read.settings;
  const hears = { onAnswered: reporter(options), onDefect: tellDefect, onNotice: tellNotice };
  const service = await startService({ options, deployment, throttling, organisation, ...hears });
  const steps = options.quiet
    ? ''
    : firstSteps(service, deployment, {
        policyDigest: organisation.policyDigest,
        auth: options.auth,
        teams: Object.keys(organisation.teams.teams),
      });
  process.stdout.write(addresses(service, deployment) + steps);
  return service;
}

/** The functions' own JSON lines go to standard output, as in Lambda; a person at a terminal gets a line to read besides. */
function reporter({ quiet }: StartOptions): (answered: Answered) => void {
  return (answered) => {
    if (!quiet && process.stderr.isTTY) process.stderr.write(requestLine(answered));
    if (answered.cause !== undefined) process.stderr.write(failureLines(answered));
  };
}

function tellDefect(error: unknown): void {
  process.stderr.write(`The embedded Image Builder: ${error instanceof Error ? error.stack : error}\n`);
}

function tellNotice(sentence: string): void {
  process.stderr.write(`The embedded Image Builder: ${sentence}\n`);
}

function isUsage(error: unknown): boolean {
  return error instanceof StartFailure && error.obstacle === 'option';
}

function sentenceOf(error: unknown): string {
  if (error instanceof PortFailure) return portSentence(error);
  if (isUsage(error)) return `${error instanceof Error ? error.message : error}\nSee: npm start -- --help`;
  if (error instanceof StartFailure) {
    const hint = error.obstacle === 'port' ? ' Its port is chosen with --image-builder-port.' : '';
    return `The embedded Image Builder cannot start: ${error.message}${hint}`;
  }
  if (error instanceof Stop) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function portSentence({ port, reason }: PortFailure): string {
  const what = reason === 'busy' ? 'is in use by another program' : 'may not be used by this user';
  return `Port ${port} ${what}. Choose another with --port.`;
}
