import type { StoredPipeline } from '../pipelines/stored-pipeline.ts';
import type { ImageRun } from '../runs/image-run.ts';
import { nextTick } from '../runs/tick.ts';
import type { CatalogueRecord } from './catalogue-record.ts';
import type { SavedState } from './data-file/format.ts';
import type { State } from './state.ts';

export interface RightTime {
  readonly saved: SavedState & { readonly lead: number };
  /** What was put right, in a sentence; `undefined` where nothing had to be. */
  readonly notice?: string | undefined;
}

/**
 * Puts right what a wrong clock of the machine has left in a state. A server that was stopped at a time that is still to come,
 * and was not ahead on purpose, had a wrong clock: everything from the time to come is moved back by as much as brings the moment
 * at which it stopped to the present, which keeps its order, and the schedules come up as they should.
 * @param now By the machine's clock, in milliseconds since 1970.
 */
export function atRightTime(saved: SavedState, now: number): RightTime {
  const { state, at } = saved;
  const lead = saved.lead ?? (at - now > unknownLead ? 0 : Math.max(0, at - now));
  const right = now + lead;
  if (at <= right + tolerance) return { saved: { state, at, lead } };
  const by = at - right;
  return {
    saved: { state: movedBack(state, { right, at, by }), at: right, lead },
    notice:
      `The data file was last written at ${iso(at)}, which is still to come: the clock of this machine was wrong then, or is now. ` +
      `The server goes on at ${iso(right)}, and what it had noted of later times is moved back by as much.`,
  };
}

/** Clocks that differ by less are taken for right by AWS (IAM User Guide, "Troubleshoot Signature Version 4 signing"). */
const tolerance = 5 * 60_000;

/** Of files that do not say by how much they were ahead on purpose: nobody who plays with the time goes further than a year. */
const unknownLead = 366 * 86_400_000;

interface Move {
  readonly right: number;
  /** Beyond it nothing was noted; what lies there was planned. */
  readonly at: number;
  readonly by: number;
}

function movedBack({ pipelines, catalogue, tokens, images, builds }: State, move: Move): State {
  return {
    pipelines: mapped(pipelines, (pipeline) => pipelineBack(pipeline, move)),
    catalogue: mapped(catalogue, (record) => recordBack(record, move)),
    tokens: mapped(tokens, (answer) => ({ ...answer, at: back(answer.at, move) })),
    images: mapped(images, (run) => runBack(run, move)),
    builds,
  };
}

function mapped<K, V>(map: ReadonlyMap<K, V>, change: (value: V) => V): Map<K, V> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

function pipelineBack(pipeline: StoredPipeline, move: Move): StoredPipeline {
  const { dateCreated, dateUpdated, history } = pipeline;
  const moved = { ...pipeline, dateCreated: stampBack(dateCreated, move), dateUpdated: stampBack(dateUpdated, move) };
  const due = history.nextTick !== undefined && history.nextTick <= move.right;
  return due ? moved : { ...moved, history: { ...history, nextTick: nextTick(moved, move.right) } };
}

/** A run that began in the time to come is moved as a whole; of another one, what happened to it there. */
function runBack(run: ImageRun, move: Move): ImageRun {
  const { dateCreated, plan, recipe, infrastructure, distribution } = run;
  const whole = (plan[0]?.from ?? 0) > move.right;
  return {
    ...run,
    dateCreated: stampBack(dateCreated, move),
    plan: plan.map((stage) => ({ ...stage, from: whole ? stage.from - move.by : back(stage.from, move) })),
    recipe: recordBack(recipe, move),
    infrastructure: recordBack(infrastructure, move),
    ...(distribution && { distribution: recordBack(distribution, move) }),
  };
}

function recordBack(record: CatalogueRecord, move: Move): CatalogueRecord {
  return { ...record, dateCreated: stampBack(record.dateCreated, move) };
}

function stampBack(stamp: string, move: Move): string {
  const time = Date.parse(stamp);
  const moved = back(time, move);
  return moved === time ? stamp : iso(moved);
}

function back(time: number, { right, at, by }: Move): number {
  return time > right && time <= at ? time - by : time;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
