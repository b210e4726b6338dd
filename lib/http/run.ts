import type { Caller } from '../identity/caller.ts';
import type { OnJudged } from '../pipeline/judging/ports.ts';
import type { Defaulted } from '../policy/defaults.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Effect } from '../service/telemetry.ts';
import type { Inbound } from './inbound.ts';
import type { Trace } from './request-id.ts';

/** What a use case tells the log. */
export interface Notes {
  /** Normalised name of the pipeline concerned. */
  pipeline?: string;
  verdict?: Verdict;
  /** Id of the execution concerned. */
  execution?: string;
  /** What a use case that may change something did; absent as long as it did nothing. */
  effect?: Effect;
  /** JSON Pointers of what a write changed. */
  changed?: readonly string[];
  /** Entity tag of the pipeline as the write found it. */
  etagBefore?: string;
  /** What the policy filled in. */
  defaulted?: readonly Defaulted[];
  judgingMicros?: number;
  /** ARNs of listed pipelines that could not be judged, with the reason. */
  unjudged?: string[];
}

/** One request from its arrival to its answer. Grows on the way; belongs to nobody else. */
export interface Run {
  readonly startedAt: number;
  requestId: string;
  trace: Trace | undefined;
  request: Inbound | undefined;
  caller: Caller | undefined;
  readonly notes: Notes;
}

/** What a use case gets to see of a run that was admitted. */
export interface Exchange {
  readonly request: Inbound;
  readonly caller: Caller;
  /** Aborted before the function's own time limit, so that there is time left for an answer. */
  readonly signal: AbortSignal;
  readonly notes: Notes;
}

/** Lets the log know of a judgement as soon as it is made, whatever becomes of the request afterwards. */
export function noteJudgement(notes: Notes): OnJudged {
  return (name, { verdict, defaulted, micros }) => {
    notes.pipeline = name;
    notes.verdict = verdict;
    notes.defaulted = defaulted;
    notes.judgingMicros = micros;
  };
}
