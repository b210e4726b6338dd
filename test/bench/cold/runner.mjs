// Does to a bundle what Lambda's runtime does: loads the file, takes `handler`, calls it with one event after the other. An ES
// module, as that runtime is, so that what Node.js needs for any ES module is not charged to a bundle that is one.
const { createRequire } = process.getBuiltinModule('node:module');
const { pathToFileURL } = process.getBuiltinModule('node:url');

// What the runtime needs for itself, and so has loaded before any function, and that it asks for an event only when the event
// loop comes round. Source: `RAPIDClient.js`, `LogPatch.js`, `InvokeContext.js`, `ResponseStream.js`, `UserFunction.js` and
// `Runtime.js` of https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, as of August 2025 (da5777a).
for (const name of ['assert', 'fs', 'http', 'net', 'path', 'util']) process.getBuiltinModule(name);

const [bundle, ...events] = process.argv.slice(2);

const usedBefore = process.cpuUsage();
const startedAt = performance.now();
const { handler } = bundle.endsWith('.mjs') ? await import(pathToFileURL(bundle).href) : createRequire(import.meta.url)(bundle);
await new Promise((resolve) => setImmediate(resolve));
const loadedAt = performance.now();

const context = { awsRequestId: 'aws-request', getRemainingTimeInMillis: () => Number(process.env.BENCH_REMAINING ?? 10_000) };
const answers = [];
const times = [];
let processor = 0;
for (const event of events) {
  const calledAt = performance.now();
  answers.push(await handler(JSON.parse(event), context));
  times.push(performance.now() - calledAt);
  // Of all threads of the process, until the first answer.
  if (times.length === 1) processor = processorTime(usedBefore);
}

const peakKilobytes = process.resourceUsage().maxRSS;
process.stdout.write(`\n${JSON.stringify({ load: loadedAt - startedAt, times, processor, peakKilobytes, answers })}\n`, () =>
  process.exit(),
);

function processorTime(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
