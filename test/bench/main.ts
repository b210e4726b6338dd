import { parseArgs } from 'node:util';
import { upstreams } from '../support/tls-upstream.ts';

/** `npm run bench`, and what may follow: `-- cold --rounds 40`, `-- memory`, … The first is what runs when nothing does. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '10' },
    requests: { type: 'string', default: '100000' },
    upstream: { type: 'string', default: 'ready' },
    'without-peers': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  warm: () => import('./warm.ts'),
  policy: () => import('./policy.ts'),
  cold: async () => {
    const upstream = upstreams.find((name) => name === values.upstream);
    if (upstream === undefined) throw new Error(`"${values.upstream}" is no upstream; there are ${upstreams.join(', ')}.`);
    const rounds = Number(values.rounds);
    if (upstream === 'absent' || upstream === 'silent') return (await import('./cold/trouble.ts')).trouble(upstream, rounds);
    const { cold } = await import('./cold/main.ts');
    await cold({ rounds, peers: !values['without-peers'], output: values.json, upstream });
  },
  load: async () => (await import('./load.ts')).load(Number(values.seconds)),
  memory: async () => (await import('./memory/main.ts')).memory(Number(values.requests)),
  budget: () => import('./budget.ts'),
};

const [what = 'warm'] = positionals;
const bench = benches[what];
if (bench === undefined) {
  process.stderr.write(`"${what}" is not a benchmark; there are ${Object.keys(benches).join(', ')}.\n`);
  process.exitCode = 1;
} else {
  await bench();
}
