import { describe, expect, it } from 'vitest';
import { expectedStatus, type Place } from './expectations.ts';
import { type FaultName, faultNames, faults, type When } from './faults.ts';
import { type Answer, type Door, useHouse } from './house.ts';
import { atOnce, isWhole, shareName, shareOf } from './share.ts';
import { type Effect, type Write, writes } from './writes.ts';

// Every write, every call that it makes, every fault, once and for as long as it is tried: what the answer says is compared with
// what is there, and the same request again, without the fault, has to complete it with no second effect.

const house = useHouse();

interface Case {
  readonly write: string;
  readonly hasKey: boolean;
  /** The call that the fault falls on, and how many of its operation come before. */
  readonly operation: string;
  readonly skip: number;
  readonly place: Place;
  readonly fault: FaultName;
  readonly when: When;
  readonly persists: boolean;
}

const nameOf = ({ write, hasKey, operation, skip, fault, when, persists }: Case) =>
  `${write} ${hasKey ? 'with' : 'without'} a key, ${fault} ${when} ${operation} ${skip + 1}, ${persists ? 'persistently' : 'once'}`;

let names = 0;

/** A request that is ready to be sent, as often as need be. */
async function prepared(write: Write, hasKey: boolean, door: Door) {
  names += 1;
  const name = `campaign-${names}`;
  const asked = await write.prepare(name, house());
  const headers = hasKey ? { 'Idempotency-Key': `key-${name}` } : {};
  return {
    name,
    send: () => door.ask(write.operation, { ...asked, headers }),
    done: () => write.done(name, house()),
  };
}

/** The calls of a write that meets no fault, each with its place in it. */
async function callsOf(write: Write, hasKey: boolean) {
  const door = await house().openDoor();
  const { send } = await prepared(write, hasKey, door);
  expect((await send()).status).toBe(write.success);
  await door.close();
  const changing: readonly string[] = write.effects.map(({ call }) => call);
  const first = door.calls.indexOf(changing[0] ?? '');
  const last = door.calls.lastIndexOf(changing.at(-1) ?? '');
  return door.calls.map((operation, index) => ({
    operation,
    skip: door.calls.slice(0, index).filter((each) => each === operation).length,
    place: placeOf(index, first, last, operation === 'TagResource' && index > first),
  }));
}

function placeOf(index: number, first: number, last: number, isRecord: boolean): Place {
  if (isRecord || index > last) return 'after';
  if (index < first) return 'look';
  return index === first ? 'first' : 'later';
}

async function allCases(): Promise<readonly Case[]> {
  const tries = Object.entries(writes).flatMap(([write, each]) => [false, true].map((hasKey) => ({ write, each, hasKey })));
  const cases = await Promise.all(
    tries.map(async ({ write, each, hasKey }) => {
      const calls = await callsOf(each, hasKey);
      return calls.flatMap((call) => blowsOn(call, each).map((blow): Case => ({ write, hasKey, ...call, ...blow })));
    }),
  );
  return cases.flat();
}

function blowsOn({ operation, place }: Pick<Case, 'operation' | 'place'>, { effects }: Write) {
  const isChange = place !== 'after' && effects.some(({ call }) => call === operation);
  const whens = isChange ? (['before', 'after'] as const) : (['before'] as const);
  return faultNames
    .flatMap((fault) => whens.flatMap((when) => [false, true].map((persists) => ({ fault, when, persists }))))
    .filter(({ fault, when }) => !isChange || isPossible(operation, fault, when));
}

/** What no service does: refuse what it has done, or acknowledge what it has not. */
function isPossible(operation: string, name: FaultName, when: When): boolean {
  const { kind, blow } = faults[name];
  if (when === 'after') return kind !== 'denied' && kind !== 'refused';
  // Half of an answer, and a late one, are of a call that was obeyed.
  if (blow.does === 'cut' || blow.does === 'delay' || blow.does === 'relabel') return false;
  return !(name === 'wrong types' && (operation === 'TagResource' || operation === 'UntagResource'));
}

describe(`the matrix of faults: ${shareName}`, () => {
  it('tells the truth in every case, and is completed by the same request', async () => {
    const cases = shareOf(await allCases());
    const wrong: string[] = [];
    await atOnce(64, cases, async (each) => {
      for (const line of await lookFor(each)) wrong.push(`${nameOf(each)}: ${line}`);
    });
    expect(cases.length).toBeGreaterThan(isWhole ? 4_000 : 300);
    expect(wrong).toEqual([]);
  }, 600_000);
});

/** What is wrong with what imagegate does in a case. */
async function lookFor(each: Case): Promise<readonly string[]> {
  const write = writes[each.write];
  if (write === undefined) throw new TypeError(`there is no ${each.write}`);
  const door = await house().openDoor();
  try {
    const request = await prepared(write, each.hasKey, door);
    const { blow } = faults[each.fault];
    const { operation, skip, when, persists } = each;
    door.strike({ operation, skip, when, blow, ...(persists ? {} : { count: 1 }) });
    const answer = await request.send();
    door.relent();
    const done = await request.done();
    const wrong = [...statusWrong(each, write, answer), ...contractBroken(answer), ...untrue(answer, done, write)];
    // What may have been done, or was, is another request without a key.
    if (!each.hasKey && write.needsKey && (answer.status < 400 || !isCertain(answer))) return wrong;
    const again = await request.send();
    return [...wrong, ...incomplete(answer, again, await request.done(), write)];
  } finally {
    await door.close();
  }
}

function statusWrong(each: Case, { success }: Write, { status }: Answer): string[] {
  const expected = expectedStatus(each) ?? [success];
  return expected.includes(status) ? [] : [`${status} instead of ${expected.join(' or ')}`];
}

/** What every answer owes: https://www.rfc-editor.org/rfc/rfc9457 for what failed, and a time to wait where it may pass. */
function contractBroken({ status, headers, json }: Answer): string[] {
  const wrong = [];
  if (headers['x-request-id'] === undefined) wrong.push('no X-Request-Id');
  if (/\bat \S+ \(|node:internal|127\.0\.0\.1|AKID/.test(JSON.stringify(json))) wrong.push('leaks of our insides');
  if (status < 400) return wrong;
  if (headers['content-type'] !== 'application/problem+json') wrong.push(`content type ${headers['content-type']}`);
  if (json['status'] !== status) wrong.push(`the problem has status ${json['status']}`);
  for (const member of ['type', 'title', 'detail', 'instance'])
    if (typeof json[member] !== 'string' || json[member] === '') wrong.push(`no ${member}`);
  if ((status === 429 || status === 503) && !/^[1-9]\d*$/.test(headers['retry-after'] ?? '')) wrong.push('no Retry-After');
  return wrong;
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value : []);

/** Whether an answer leaves nothing open about what was done. */
function isCertain({ status, json }: Answer): boolean {
  return status < 400 || !/not known|may not have|may have been/.test(String(json['detail']));
}

/** What an answer says, beside what was done. */
function untrue(answer: Answer, done: readonly Effect[], { effects }: Write): string[] {
  const { status, json } = answer;
  const all = effects.map(({ effect }) => effect);
  const told = `${status} ${JSON.stringify(json['detail'])}`;
  if (status < 400) return sameAs(done, all) ? [] : [`${status}, and done is [${done}]`];
  const applied = listOf(json['applied']);
  const pending = listOf(json['pending']);
  const wrong = [];
  if (json['pending'] !== undefined && !sameAs([...applied, ...pending], all))
    wrong.push(`[${applied}] and [${pending}] are not all`);
  if (!applied.every((effect) => done.some((each) => each === effect)))
    wrong.push(`${told} says [${applied}], done is [${done}]`);
  const beyond = done.filter((effect) => !applied.includes(effect));
  const admits = isCertain(answer) ? [] : pending.slice(0, 1);
  if (!beyond.every((effect) => admits.includes(effect))) wrong.push(`${told} does not say that [${beyond}] was done`);
  return wrong;
}

function sameAs(left: readonly string[], right: readonly string[]): boolean {
  return [...left].sort().join() === [...right].sort().join();
}

/** What the same request does when all is well again. */
function incomplete(before: Answer, again: Answer, done: readonly Effect[], { operation, effects, success }: Write): string[] {
  const all = effects.map(({ effect }) => effect);
  const wrong = sameAs(done, all) ? [] : [`repeated, with ${again.status}, done is [${done}]`];
  const isDone = before.status < 400 || !isCertain(before);
  const usual = operation === 'replacePipeline' ? [200, 201] : [success];
  // A request that need not be repeated finds that there is nothing left to do.
  const foundDone: Partial<Record<typeof operation, number>> = { deletePipeline: 404, cancelExecution: 409, createPipeline: 409 };
  const expected = [...usual, ...(isDone ? [foundDone[operation] ?? success] : [])];
  return expected.includes(again.status) ? wrong : [...wrong, `repeated, ${again.status} instead of ${expected.join(' or ')}`];
}
