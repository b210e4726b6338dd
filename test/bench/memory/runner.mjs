import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { memory } from './probe.mjs';

// Calls functions one after the other, as Lambda does, and tells its parent on the way what the process needs.
const { bundles, calls, requests, looks } = JSON.parse(process.argv[2]);
const require = createRequire(import.meta.url);
const context = { awsRequestId: 'aws-request', getRemainingTimeInMillis: () => 10_000 };

try {
  await run();
  process.exitCode = 0;
} catch (error) {
  process.exitCode = 1;
  process.send({ problem: String(error?.stack) });
}
process.disconnect();

async function run() {
  const handlers = new Map(Object.entries(bundles).map(([name, file]) => [name, load(file)]));
  const templates = calls.map(({ bundle, event, status }) => ({
    handler: handlers.get(bundle),
    text: JSON.stringify(event),
    status,
  }));
  for (let request = 1; request <= requests; request++) {
    const { handler, text, status } = templates[request % templates.length];
    const { statusCode, body } = await handler(JSON.parse(text.replaceAll('{n}', String(request + 1000))), context);
    if (statusCode !== status) throw new Error(`${statusCode} in the place of ${status}: ${body}`);
    if (request % Math.floor(requests / looks) === 0) process.send({ requests: request, ...memory() });
  }
}

function load(file) {
  // A function finds its organisation beside itself.
  process.chdir(dirname(file));
  return require(file).handler;
}
