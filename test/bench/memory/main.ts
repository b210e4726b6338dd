import { watchFunctions } from './functions.ts';
import { watchGateway } from './gateway.ts';
import { growthOf, reportOf } from './mark.ts';

/** Answers so many requests in one process, twice, and says whether its memory grows with them. Fails when it does. */
export async function memory(requests: number): Promise<void> {
  const watched = [
    { title: 'Functions create-pipeline and get-pipeline as deployed, Image Builder stood in for', watch: watchFunctions },
    { title: 'The service of `npm start`, over loopback', watch: watchGateway },
  ];
  process.stdout.write(`Node ${process.version}, ${process.arch}, ${requests} requests each\n\n`);
  for (const { title, watch } of watched) {
    const marks = await watch(requests, looks);
    process.stdout.write(reportOf(title, marks));
    if (growthOf(marks).grew) process.exitCode = 1;
  }
}

const looks = 10;
