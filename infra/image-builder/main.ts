import { UsageError } from '../../lib/cli/arguments/command-line.ts';
import { ownVersion } from '../../lib/cli/arguments/own-version.ts';
import { type ImageBuilderOptions, readImageBuilderOptions, usage } from './options.ts';
import { startImageBuilder } from './server.ts';
import { StartFailure } from './start-failure.ts';

process.exitCode = await main(process.argv.slice(2));

/** The exit status: 0, 1 when the server cannot start, 2 when the options are wrong. The server runs on after 0. */
async function main(args: string[]): Promise<number> {
  try {
    const options = readImageBuilderOptions(args, process.env);
    if (options === 'help') process.stdout.write(usage);
    else if (options === 'version') process.stdout.write(`${ownVersion()}\n`);
    else await run(options);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof StartFailure && error.obstacle === 'option');
    if (isUsage) process.stderr.write(`${error.message}\nSee: npm run image-builder -- --help\n`);
    else if (error instanceof StartFailure) process.stderr.write(`${error.message}\n`);
    else throw error;
    return isUsage ? 2 : 1;
  }
}

async function run(options: ImageBuilderOptions): Promise<void> {
  const server = await startImageBuilder({
    ...options,
    onNotice: (sentence) => process.stderr.write(`${sentence}\n`),
    onDefect: (error) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
  });
  process.stdout.write(`Image Builder listens on ${server.url}, account ${options.account}, Region ${options.region}

  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=${options.region}
  aws imagebuilder list-image-recipes --endpoint-url ${server.url}
`);
  let closing = false;
  const stop = () => {
    if (closing) return;
    closing = true;
    server.close().catch((error) => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      process.exitCode = 1;
    });
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}
