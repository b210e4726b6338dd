// The `index.js` of a function that has a code cache: loads `function.js` in the form that V8 compiled it to when the function was built,
// where this Node.js takes it, and else compiles it as always. Says which in the environment, for the log.
const { existsSync, readFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'function.js');
const cache = join(__dirname, `function.${process.version}-${process.platform}-${process.arch}.cache`);
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;

const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename, cachedData });
process.env.IMAGEGATE_CODE_CACHE = cachedData === undefined ? 'other-node' : script.cachedDataRejected ? 'rejected' : 'used';
script.runInThisContext()(exports, require, module, filename, dirname(filename));
