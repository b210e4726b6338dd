import { writeSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';

/** Writes one JSON line. One to be `kept` is of level INFO, and is written also where only trouble is wanted. */
export type Log = (level: 'info' | 'kept' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>) => void;

/** Takes a line without its end; `isTrouble` for those that belong on standard error. */
export type WriteLine = (line: string, isTrouble: boolean) => void;

/**
 * Powertools' logger decides by its level what is written, and says what every line begins with. The fields of a line are put
 * behind that as they are: the logger would copy them twice, leave out what is empty, and look into each for an error or a
 * circle. What is `undefined` is left out, and an error is written as the logger formats it.
 */
export function createLog(serviceName: string, writeLine: WriteLine = writeToDescriptor): Log {
  let fields: Readonly<Record<string, unknown>> = {};

  class LineLogger extends Logger {
    protected override printLog(...[level, item]: Parameters<Logger['printLog']>): void {
      writeLine(
        textOf({ ...item.getAttributes(), ...fields }, () => this.getJsonReplacer()),
        level >= minimumTroubleLevel,
      );
    }
  }

  const logger = new LineLogger({ serviceName });
  const usual = logger.getLevelName();
  const hidesInfo = usual === 'WARN' || usual === 'ERROR' || usual === 'CRITICAL';
  return (level, message, given) => {
    fields = given;
    try {
      if (level !== 'kept') return logger[level](message);
      if (hidesInfo) logger.setLogLevel('INFO');
      logger.info(message);
    } finally {
      if (level === 'kept' && hidesInfo) logger.setLogLevel(usual);
      // A line that the logger writes of its own accord has none.
      fields = {};
    }
  };
}

/**
 * As JSON; only an error needs a replacer. The logger's follows an error through all of its members, and so never out of a
 * circle.
 */
function textOf(
  line: Readonly<Record<string, unknown>>,
  replacerForErrors: () => (key: string, value: unknown) => unknown,
): string {
  if (line['error'] === undefined) return JSON.stringify(line);
  try {
    return JSON.stringify(line, replacerForErrors());
  } catch {
    const { error, ...rest } = line;
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return JSON.stringify({ ...rest, error: { name, message, stack } });
  }
}

/** Powertools' number for WARN. */
const minimumTroubleLevel = 16;

/**
 * Writes to the file descriptors of standard output and standard error, since a function has no need of the streams that Node.js
 * would build for them. Source: Node.js documentation, "A note on process I/O": these are synchronous on Linux as well.
 */
function writeToDescriptor(line: string, isTrouble: boolean): void {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(isTrouble ? 2 : 1, rest));
    } catch (error) {
      // Nobody reads any more, or the disk is full: no reason to answer a request otherwise, and nobody is left to tell.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      // Whoever reads the pipe is behind. A stream would wait for them as well; a millisecond, so that the wait is not spent on
      // asking.
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));
