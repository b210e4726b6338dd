const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const [folder] = process.argv.slice(2);
const filename = join(folder, 'function.js');
const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename });
script.runInThisContext()({}, createRequire(filename), { exports: {} }, filename, folder);
writeFileSync(join(folder, `function.${process.version}-${process.arch}.cache`), script.createCachedData());
process.exit();
