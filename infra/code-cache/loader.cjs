// The `index.js` of a function that has a code cache: loads `function.js` in the form that V8 compiled it to when the function
// was built, where this Node.js takes it, and else compiles it as always. Says which in the environment, for the log.

// As each function does it (`bundling.ts`), before V8 looks at the compiled form, which was made without Lambda's flags.
require('node:v8').setFlagsFromString('--no-expose-gc');

const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'function.js');
const source = readFileSync(filename);
const cachedData = compiledForm(join(__dirname, `function.${process.version}-${process.platform}-${process.arch}.cache`));

const script = new Script(wrap(source.toString()), { filename, cachedData });
process.env.IMAGEGATE_CODE_CACHE ??= script.cachedDataRejected ? 'rejected' : 'used';
script.runInThisContext()(exports, require, module, filename, dirname(filename));

/**
 * V8 would take the form of another source of the same length, and one with bytes that changed, so a digest of both stands in
 * front.
 */
function compiledForm(file) {
  process.env.IMAGEGATE_CODE_CACHE = 'other-node';
  if (!existsSync(file)) return undefined;
  process.env.IMAGEGATE_CODE_CACHE = 'rejected';
  const kept = readFileSync(file);
  const form = kept.subarray(32);
  if (!kept.subarray(0, 32).equals(createHash('sha256').update(source).update(form).digest())) return undefined;
  delete process.env.IMAGEGATE_CODE_CACHE;
  return form;
}
