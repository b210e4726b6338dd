import { parseArgs } from 'node:util';

/** `npm run bench`, and what may follow: `-- policy`, `-- cold`, `-- load`, `-- budget`. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '10' },
    'without-peers': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const [what = 'warm'] = positionals;

if (what === 'warm') {
  await import('./warm.ts');
} else if (what === 'policy') {
  await import('./policy.ts');
} else if (what === 'budget') {
  await import('./budget.ts');
} else if (what === 'cold') {
  const { cold } = await import('./cold/main.ts');
  await cold({ rounds: Number(values.rounds), peers: !values['without-peers'], output: values.json });
} else if (what === 'load') {
  const { load } = await import('./load.ts');
  await load(Number(values.seconds));
} else {
  process.stderr.write(`"${what}" is not a benchmark; there are warm, policy, cold, load and budget.\n`);
  process.exitCode = 1;
}
