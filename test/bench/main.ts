import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { upstreams } from '../support/tls-upstream.ts';

// `npm run bench`, and what may follow: `-- cold --rounds 40`, `-- memory`, … The first is what runs when nothing does.

const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  warm: () => import('./warm.ts'),
  policy: () => import('./policy.ts'),
  cold: async () => {
    const upstream = upstreams.find((name) => name === values.upstream);
    if (upstream === undefined) refuse(`"${values.upstream}" is no upstream; there are ${upstreams.join(', ')}.`);
    const rounds = wholeNumber('rounds', 1);
    if (upstream === 'absent' || upstream === 'silent') return (await import('./cold/trouble.ts')).trouble(upstream, rounds);
    if (!values['without-peers']) requirePeers('leave the peers out with --without-peers');
    const { cold } = await import('./cold/main.ts');
    await cold({ rounds, peers: !values['without-peers'], output: values.json, upstream });
  },
  load: async () => {
    requirePeers('autocannon is among them');
    await (await import('./load.ts')).load(wholeNumber('seconds', 1));
  },
  flood: async () => (await import('./flood.ts')).flood(wholeNumber('seconds', 1)),
  // With fewer, what V8 compiles and caches in the beginning looks like growth.
  memory: async () => (await import('./memory/main.ts')).memory(wholeNumber('requests', 20_000)),
  budget: () => import('./budget.ts'),
  'stand-ins': () => import('./stand-ins.ts'),
};

const { positionals, values } = readArguments();
const [what = 'warm'] = positionals;
const bench = benches[what];
if (bench === undefined) refuse(`"${what}" is not a benchmark; there are ${Object.keys(benches).join(', ')}.`);
await bench();

function readArguments() {
  try {
    return parseArgs({
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
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(option: 'rounds' | 'seconds' | 'requests', least: number): number {
  const number = Number(values[option]);
  if (Number.isSafeInteger(number) && number >= least) return number;
  return refuse(`--${option} has to be a whole number from ${least} on; it is "${values[option]}".`);
}

/** What others need is installed apart from what imagegate needs. */
function requirePeers(remark: string): void {
  if (!existsSync(new URL('node_modules', import.meta.url))) {
    refuse(`The packages of test/bench are not installed (npm ci --prefix test/bench); ${remark}.`);
  }
}

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
