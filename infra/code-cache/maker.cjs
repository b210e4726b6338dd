// Runs in a process of its own, whose environment and working folder are those of the function: loads `function.js` as the loader
// does, has it answer some events, and keeps what V8 has compiled by then beside it. Prints the statuses of the answers.
const { createHash } = require('node:crypto');
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const [folder, events] = process.argv.slice(2);
const filename = join(folder, 'function.js');
const source = readFileSync(filename);
const script = new Script(wrap(source.toString()), { filename });
const loaded = { exports: {} };
script.runInThisContext()(loaded.exports, createRequire(filename), loaded, filename, folder);

const context = { awsRequestId: 'warm-up', getRemainingTimeInMillis: () => 10_000 };

async function make() {
  const statuses = [];
  for (const event of JSON.parse(events)) statuses.push((await loaded.exports.handler(event, context)).statusCode);
  const form = script.createCachedData();
  const digest = createHash('sha256').update(source).update(form).digest();
  writeFileSync(
    join(folder, `function.${process.version}-${process.platform}-${process.arch}.cache`),
    Buffer.concat([digest, form]),
  );
  process.stdout.write(`\n${JSON.stringify(statuses)}\n`, () => process.exit());
}

make();
