import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTelemetry, type RequestRecord } from '../../lib/telemetry.ts';

const record: RequestRecord = {
  requestId: 'r',
  operation: 'createPipeline',
  status: 201,
  policyDigest: 'sha256-x',
  micros: 10,
};

afterEach(() => vi.restoreAllMocks());

/** What one request leaves in the log. */
function lineOf(more: Partial<RequestRecord>): Record<string, unknown> {
  const lines: string[] = [];
  for (const stream of ['info', 'log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((line) => void lines.push(String(line)));
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  createTelemetry({ coldStart: true, node: 'v24.0.0' }).record({ ...record, ...more });
  vi.restoreAllMocks();
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

describe('the record of a request', () => {
  it('counts every exception that was used, together and by its id', () => {
    const line = lineOf({ exceptionsUsed: ['EX-1', 'EX-2'], exceptionsUnused: ['EX-3'] });
    expect(line).toMatchObject({ exceptionsUsed: ['EX-1', 'EX-2'], exceptionsUnused: ['EX-3'] });
    expect(line).toMatchObject({ 'ExceptionsUsedBy.EX-1': 1, 'ExceptionsUsedBy.EX-2': 1 });
    expect([line['ExceptionsUsed']].flat().reduce((sum: number, count) => sum + Number(count), 0)).toBe(2);
    expect(Object.keys(line)).not.toContain('ExceptionsUsedBy.EX-3');
  });

  it('says nothing of exceptions where there are none', () => {
    expect(Object.keys(lineOf({})).filter((name) => /exception/i.test(name))).toEqual([]);
  });

  it('says on the first line of a process, and there only, how the process came up', () => {
    const lines: Record<string, unknown>[] = [];
    for (const stream of ['info', 'log', 'error'] as const)
      vi.spyOn(console, stream).mockImplementation((line) => void lines.push(JSON.parse(String(line))));
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(JSON.parse(String(line))) > 0);
    const telemetry = createTelemetry({ coldStart: true, node: 'v24.0.0', codeCache: 'used' });
    telemetry.record(record);
    telemetry.record(record);
    vi.restoreAllMocks();
    expect(lines[0]).toMatchObject({ coldStart: true, node: 'v24.0.0', codeCache: 'used' });
    expect(Object.keys(lines[1] ?? {})).not.toContain('coldStart');
    expect(Object.keys(lines[1] ?? {})).not.toContain('codeCache');
  });
});
