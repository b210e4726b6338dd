'use strict';

// Prints the path of a Node.js that runs this project, or says on the standard error what to do. Any Node.js since version 12 has
// to be able to read this file, so it is written as plainly as that.

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { delimiter, join, sep } = require('node:path');

/** The first version that runs TypeScript without a flag and without a warning (Node.js documentation, "Modules: TypeScript"). */
const oldest = [22, 18];

const own = join(__dirname, '..', 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
const path = (process.env.PATH || '').split(delimiter).filter((folder) => !folder.endsWith(join(sep, 'node_modules', '.bin')));
const candidates = [own, process.execPath].concat(path.map((folder) => join(folder, 'node')));

const found = candidates.find((file) => existsSync(file) && isNewEnough(file));
if (found === undefined) {
  process.stderr.write(
    `imagegate needs Node.js ${oldest.join('.')} or newer, and this is ${process.versions.node}. Install one from https://nodejs.org; ` +
      'on Linux with glibc, `npm ci` without --omit=optional brings one along.\n',
  );
  process.exitCode = 1;
} else process.stdout.write(found);

/** One that is made for another system does not even tell its version. */
function isNewEnough(file) {
  const version = file === process.execPath ? process.versions.node : String(spawnSync(file, ['--version']).stdout || '');
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
