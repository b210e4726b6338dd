import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../lib/service/log.ts';

afterEach(() => vi.unstubAllEnvs());

interface Written {
  readonly line: Record<string, unknown>;
  readonly isTrouble: boolean;
}

function logInto(written: Written[]) {
  return createLog('imagegate', (line, isTrouble) => written.push({ line: JSON.parse(line), isTrouble }));
}

describe('a line of the log', () => {
  it('begins as Powertools says, and goes on with its fields', () => {
    const written: Written[] = [];
    logInto(written)('info', 'request', { status: 201, team: undefined, list: [], nested: { a: null } });
    expect(written).toEqual([
      {
        line: {
          level: 'INFO',
          message: 'request',
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          service: 'imagegate',
          sampling_rate: 0,
          status: 201,
          list: [],
          nested: { a: null },
        },
        isTrouble: false,
      },
    ]);
  });

  it.each([
    ['info', false],
    ['warn', true],
    ['error', true],
  ] as const)('of level %s is trouble: %s', (level, isTrouble) => {
    const written: Written[] = [];
    logInto(written)(level, 'm', {});
    expect(written).toMatchObject([{ line: { level: level.toUpperCase() }, isTrouble }]);
  });

  it('keeps its fields to itself', () => {
    const written: Written[] = [];
    const log = logInto(written);
    log('info', 'a', { one: 1 });
    log('info', 'b', {});
    expect(Object.keys(written[1]?.line ?? {})).not.toContain('one');
  });

  it('is not written below the level that is set', () => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'WARN');
    const written: Written[] = [];
    const log = logInto(written);
    log('info', 'a', {});
    log('warn', 'b', {});
    expect(written.map(({ line }) => line['message'])).toEqual(['b']);
  });

  it.each(['INFO', 'WARN', 'ERROR', 'CRITICAL'])(
    'that is to be kept is written at level %s, and changes nothing for others',
    (level) => {
      vi.stubEnv('POWERTOOLS_LOG_LEVEL', level);
      const written: Written[] = [];
      const log = logInto(written);
      log('kept', 'a', { one: 1 });
      if (level !== 'INFO') log('info', 'b', {});
      expect(written).toMatchObject([{ line: { level: 'INFO', message: 'a', one: 1 }, isTrouble: false }]);
      expect(written).toHaveLength(1);
    },
  );

  it('shows an error without end as far as it can', () => {
    const written: Written[] = [];
    const error: Error & { self?: unknown } = new Error('outer');
    error.self = error;
    logInto(written)('error', 'm', { error, status: 500 });
    expect(written[0]?.line).toMatchObject({
      status: 500,
      error: { name: 'Error', message: 'outer', stack: expect.any(String) },
    });
  });

  it('shows an error with its cause', () => {
    const written: Written[] = [];
    logInto(written)('error', 'm', { error: new Error('outer', { cause: new TypeError('inner') }) });
    expect(written[0]?.line['error']).toMatchObject({
      name: 'Error',
      message: 'outer',
      cause: { name: 'TypeError', message: 'inner' },
    });
  });

  it.each(['>&-', '> /dev/full', '| true'])('that cannot be written (%s) is no reason to fall', async (redirection) => {
    const { href } = new URL('../../lib/service/log.ts', import.meta.url);
    const script = `
      import { createLog } from '${href}';
      const log = createLog('imagegate');
      for (let line = 0; line < 300; line++) log('info', 'm', { long: 'x'.repeat(1000) });
      log('error', 'last', {});
    `;
    const command = `"${process.execPath}" --input-type=module --eval "$SCRIPT" ${redirection}`;
    const { stderr } = await promisify(execFile)('/bin/sh', ['-c', command], { env: { ...process.env, SCRIPT: script } });
    expect(JSON.parse(stderr)).toMatchObject({ message: 'last' });
  });

  it('comes whole through a pipe whose reader is slow, each to its own stream', async () => {
    const { href } = new URL('../../lib/service/log.ts', import.meta.url);
    const script = `
      import { createLog } from '${href}';
      const log = createLog('imagegate');
      for (let line = 0; line < 300; line++) log('info', 'm', { line, long: 'x'.repeat(5000) });
      log('error', 'last', {});
    `;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      maxBuffer: 2 ** 24,
    });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).line),
    ).toEqual(Array.from({ length: 300 }, (_, line) => line));
    expect(JSON.parse(stderr)).toMatchObject({ level: 'ERROR', message: 'last' });
  });
});
