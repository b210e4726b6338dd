import * as v from 'valibot';
import { readCommandLine, UsageError } from '../../../lib/cli/arguments/command-line.ts';
import { ownVersion } from '../../../lib/cli/arguments/own-version.ts';
import { refused, wholeNumber } from '../../../lib/cli/arguments/values.ts';
import { isScope, scopes } from '../../../lib/identity/scopes.ts';
import { usualScopes } from '../../../lib/identity/teams.ts';
import { maximumLifeSeconds, tokenPath } from './desk.ts';

const usage = `Prints a token of the issuer that npm start plays, for a caller of a team.

  npm run --silent token -- --team NAME [options]

  --team NAME         the team that the caller acts for
  --scope SCOPE       what it may do: ${scopes.join(', ')}; several times, or with commas between (${usualScopes.join(',')})
  --environment NAME  the deployment environment that it names
  --seconds N         how long it is valid (3600; at most ${maximumLifeSeconds})
  --url URL           where imagegate runs (http://localhost:3000)
  --version           print the version
  --help              print this
`;

async function main(args: readonly string[]): Promise<void> {
  try {
    const order = readOrder(args);
    process.stdout.write(typeof order === 'string' ? order : `${await fetchToken(order)}\n`);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const help = isUsage ? 'See: npm run token -- --help\n' : '';
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${help}`);
    process.exitCode = isUsage ? 2 : 1;
  }
}

interface Order {
  readonly url: URL;
  readonly body: object;
}

/** What is to be printed where no token is wanted. Throws `UsageError`. */
function readOrder(args: readonly string[]): Order | string {
  const { values } = readCommandLine(args, flags, { script: 'npm run --silent token' });
  if (values.help) return usage;
  if (values.version) return `${ownVersion()}\n`;
  const { team, environment, url = 'http://localhost:3000' } = values;
  if (team === undefined) throw new UsageError('--team is missing: name a team of teams.yaml.');
  const seconds = wholeNumber(['--seconds', values.seconds], { minimum: 1, maximum: maximumLifeSeconds }) ?? 3600;
  if (!URL.canParse(url)) throw refused(['--url', url], 'an address such as http://localhost:3000');
  const wanted = (values.scope ?? [...usualScopes]).flatMap((words) => words.split(/[\s,]+/)).filter((word) => word !== '');
  const strange = wanted.find((word) => !isScope(word));
  if (strange !== undefined) throw refused(['--scope', strange], `one of ${scopes.join(', ')}`);
  return { url: new URL(tokenPath, url), body: { team, scopes: wanted, environment, seconds } };
}

const flags = {
  team: { type: 'string' },
  scope: { type: 'string', multiple: true },
  environment: { type: 'string' },
  seconds: { type: 'string' },
  url: { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function fetchToken({ url, body }: Order): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => {
    throw new Error(`Nothing answers at ${url.origin}. Start imagegate with npm start, or say where it runs with --url.`);
  });
  const answered = v.safeParse(answerSchema, await response.json().catch(() => undefined));
  if (!answered.success) throw new Error(`What answers at ${url.origin} is not imagegate. Say with --url where imagegate runs.`);
  const { token, detail } = answered.output;
  if (token === undefined) throw new Error(detail ?? `${url} answered ${response.status}.`);
  return token;
}

const answerSchema = v.object({ token: v.optional(v.string()), detail: v.optional(v.string()) });

await main(process.argv.slice(2));
