// Runs in a process of its own, whose environment and working folder are those of the function: loads `function.js` as the loader does,
// has it answer some events, and keeps what V8 has compiled by then beside it. Prints the statuses of the answers.
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const [folder, events] = process.argv.slice(2);
const filename = join(folder, 'function.js');
const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename });
const loaded = { exports: {} };
script.runInThisContext()(loaded.exports, createRequire(filename), loaded, filename, folder);

const context = { awsRequestId: 'warm-up', getRemainingTimeInMillis: () => 10_000 };

async function make() {
  const statuses = [];
  for (const event of JSON.parse(events)) statuses.push((await loaded.exports.handler(event, context)).statusCode);
  writeFileSync(join(folder, `function.${process.version}-${process.platform}-${process.arch}.cache`), script.createCachedData());
  process.stdout.write(`\n${JSON.stringify(statuses)}\n`, () => process.exit());
}

make();
