const { existsSync, readFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'function.js');
const cache = join(__dirname, `function.${process.version}-${process.arch}.cache`);

// With a form that V8 does not take, it compiles the source, and says so in `cachedDataRejected` alone.
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename, cachedData });
script.runInThisContext()(exports, require, module, filename, dirname(filename));
