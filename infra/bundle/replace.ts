import type { Plugin } from 'esbuild';
import type { StandIn } from './stand-ins.ts';

/**
 * Puts stand-ins for one package and what it brings along in their places. Who uses that package meets all of them and others
 * none, so a build that meets some fails: then the package has changed, and what was left out may be back.
 */
export function replace(of: string, standIns: readonly StandIn[]): Plugin {
  return {
    name: `replace-${of}`,
    setup(build) {
      const met = new Set<StandIn>();
      for (const standIn of standIns) {
        const filter = new RegExp(`^${standIn.module.startsWith('/') ? '.*' : ''}${standIn.module.replaceAll('.', '\\.')}$`);
        const found = () => {
          met.add(standIn);
          return standIn;
        };
        if (standIn.module.startsWith('/')) {
          build.onLoad({ filter }, () => ({ contents: `export * from ${JSON.stringify(found().file)};`, loader: 'js' }));
        } else {
          build.onResolve({ filter }, ({ importer }) =>
            importer.includes(standIn.importer) ? { path: found().file } : undefined,
          );
        }
      }
      build.onEnd(() => {
        const missed = met.size === 0 ? [] : standIns.filter((one) => !met.has(one));
        return { errors: missed.map(({ module }) => ({ text: `nothing imports ${module}, which has a stand-in` })) };
      });
    },
  };
}
