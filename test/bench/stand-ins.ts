import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { replace } from '../../infra/bundle/replace.ts';
import { loggerStandIns, middyStandIns, type StandIn, sdkStandIns } from '../../infra/bundle/stand-ins.ts';
import { deployedBuild } from '../../infra/stack/bundling.ts';
import { compileOrganisation } from '../../lib/cli/compile/compile.ts';

// What each stand-in keeps out of the function that creates pipelines: it is built without one of them after another.

const folder = fileURLToPath(new URL('../../infra/organisation', import.meta.url));
const compiled = compileOrganisation(folder);
if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
const settings = deployedBuild(compiled.organisation.policy);
const groups = { 'replace-sdk': sdkStandIns, 'replace-logger': loggerStandIns, 'replace-middy': middyStandIns };

async function bytesWithout(left?: StandIn): Promise<number> {
  const plugins = settings.plugins.map((plugin) => {
    const standIns = Object.entries(groups).find(([name]) => name === plugin.name)?.[1];
    const isConcerned = left !== undefined && standIns?.includes(left) === true;
    return isConcerned ? rest(plugin, standIns, left) : plugin;
  });
  const { outputFiles } = await build({ ...settings, plugins, entryPoints: ['functions/create-pipeline.ts'], write: false });
  return outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
}

function rest({ name }: Plugin, standIns: readonly StandIn[], left: StandIn): Plugin {
  const others = standIns.filter((each) => each !== left);
  return replace(name.replace('replace-', ''), others);
}

const whole = await bytesWithout();
process.stdout.write(`create-pipeline has ${whole} bytes; without the stand-in for\n`);
for (const standIn of Object.values(groups).flat()) {
  const bytes = await bytesWithout(standIn).then(
    (found) => `${found - whole}`.padStart(7),
    () => 'it cannot be built',
  );
  process.stdout.write(`${bytes}  ${basename(standIn.file)}  (${standIn.module})\n`);
}
