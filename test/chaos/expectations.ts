import { type FaultName, faults, type Kind, type When } from './faults.ts';

/**
 * Where in a write a call stands: before anything is changed, as the first change, as one behind that, or after the last, where
 * all is done and whatever fails does not matter.
 */
export type Place = 'look' | 'first' | 'later' | 'after';

export interface Expected {
  readonly place: Place;
  readonly operation: string;
  readonly fault: FaultName;
  readonly when: When;
  readonly persists: boolean;
}

/** What is said where there is nothing better to say, by what a fault is. */
const said: Readonly<Record<Exclude<Kind, 'harmless'>, readonly number[]>> = {
  throttled: [429],
  unavailable: [503],
  failed: [502],
  silent: [504],
  odd: [502],
  denied: [502],
  refused: [422],
};

/** Kinds that the next try need not meet. */
const passing: ReadonlySet<Kind> = new Set(['throttled', 'unavailable', 'failed', 'silent']);

/** Calls that Image Builder obeys once, however often they come, and that are therefore made again without a look. */
const bearTokens: ReadonlySet<string> = new Set(['CreateImagePipeline', 'StartImagePipelineExecution', 'CancelImageCreation']);

/**
 * The times to wait that are passed on to the caller: by every call, and by one that would have to be looked at before it is
 * repeated.
 */
const passedOn: Readonly<Record<'always' | 'withLooks', readonly FaultName[]>> = {
  always: ['throttled for a minute'],
  withLooks: ['throttled for a minute', 'a 503, with a time to wait'],
};

/** The statuses that are right; `undefined`: only success is. */
export function expectedStatus(expected: Expected): readonly number[] | undefined {
  const { place, fault } = expected;
  const { kind } = faults[fault];
  if (kind === 'harmless' || place === 'after' || isOvercome(expected)) return undefined;
  // A recipe that cannot be read is the caller's mistake, a pipeline that cannot be read is nobody's.
  if (place === 'look' && kind === 'refused') return [422, 502];
  // How far it came is what there is to say then. What is refused is taken back.
  return place === 'later' && kind !== 'refused' ? [502] : said[kind];
}

/** Whether a write gets behind a fault: by another try, or by a look that shows that it was obeyed. */
function isOvercome({ place, operation, fault, when, persists }: Expected): boolean {
  const { kind } = faults[fault];
  const looksFirst = place !== 'look' && !bearTokens.has(operation);
  if (isPassedOn(fault, looksFirst)) return place !== 'look' && !looksFirst && when === 'after';
  if (place !== 'look' && when === 'after') return kind !== 'denied' && kind !== 'refused';
  return !persists && (passing.has(kind) || (looksFirst && kind === 'odd'));
}

function isPassedOn(fault: FaultName, looksFirst: boolean): boolean {
  return (looksFirst ? passedOn.withLooks : passedOn.always).includes(fault);
}
