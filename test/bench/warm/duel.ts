import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Handler } from '../../../lib/http/endpoint.ts';
import { lambdaContext } from '../../support/event.ts';

/** What two ways to do the same took, called in turns. */
export interface Duel {
  readonly name: string;
  readonly bare: Quantiles;
  readonly gated: Quantiles;
  /** Of the differences between the calls of one turn: what the machine does besides mostly hits both. */
  readonly difference: Quantiles;
}

/** Microseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** Answers one event, as a handler does. */
export type Call = () => Promise<unknown>;

/** Calls a handler with an event; rejects unless the answer is right, which includes that it speaks of `content`. */
export function answering(handler: Handler, event: APIGatewayProxyEvent, status: number, content = ''): Call {
  return async () => {
    const { statusCode, body } = await handler(event, lambdaContext());
    if (statusCode !== status || !body.includes(content)) throw new Error(`${statusCode} in the place of ${status}: ${body}`);
  };
}

const warmUp = 1_000;
const turns = 2_000;

/** Calls both in turns, each first in every second turn. */
export async function duel(name: string, bare: Call, gated: Call): Promise<Duel> {
  const times = { bare: new Float64Array(turns), gated: new Float64Array(turns), difference: new Float64Array(turns) };
  for (let turn = -warmUp; turn < turns; turn++) {
    const isFirst = turn % 2 === 0;
    const before = isFirst ? await timed(bare) : Number.NaN;
    const between = await timed(gated);
    const after = isFirst ? before : await timed(bare);
    if (turn < 0) continue;
    times.bare[turn] = after;
    times.gated[turn] = between;
    times.difference[turn] = between - after;
  }
  return {
    name,
    bare: quantilesOf(times.bare),
    gated: quantilesOf(times.gated),
    difference: quantilesOf(times.difference),
  };
}

/** A table in Markdown. */
export function table(duels: readonly Duel[]): string {
  const rows = duels.map(({ name, bare, gated, difference }) => {
    const figures = [bare, gated, difference].flatMap(({ p50, p99 }) => [p50.toFixed(0), p99.toFixed(0)]);
    return `| ${name} | ${figures.join(' | ')} |`;
  });
  return [
    '| microseconds | bare p50 | p99 | with imagegate p50 | p99 | difference p50 | p99 |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...rows,
  ].join('\n');
}

async function timed(call: Call): Promise<number> {
  const startedAt = performance.now();
  await call();
  return (performance.now() - startedAt) * 1000;
}

function quantilesOf(times: Float64Array): Quantiles {
  const sorted = times.toSorted();
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
