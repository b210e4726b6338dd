import { run } from './run.ts';

/** What shells report of a program that wrote to a pipe which nobody reads any more: 128 and the number of SIGPIPE. */
const pipeClosed = 141;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(pipeClosed);
});

process.exitCode = await run(process.argv.slice(2), process, new Date());
