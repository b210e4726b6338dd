import { describe, expect, it } from 'vitest';
import { type Fault, type FaultName, faultNames, faults, type When } from './faults.ts';
import { type Answer, type Door, useHouse } from './house.ts';
import { type Model, type Move, nextMove, type Pick } from './moves.ts';
import { chance, isWhole, seed, shareName } from './share.ts';

// Random requests to a few names, three in ten beside a fault at a random call, against a model of what should be there. Where an
// answer tells of trouble, the same request is repeated with its key and without the fault; then the model and Image Builder
// agree.

const house = useHouse();

/** Those that pass, and that do not take long. */
const usual: readonly FaultName[] = faultNames.filter((name) => {
  const { kind, blow }: Fault = faults[name];
  return kind !== 'denied' && kind !== 'refused' && blow.does !== 'hang' && blow.does !== 'delay' && name !== 'wrong types';
});

const calls = [
  'GetImagePipeline',
  'CreateImagePipeline',
  'TagResource',
  'UpdateImagePipeline',
  'UntagResource',
  'DeleteImagePipeline',
  'StartImagePipelineExecution',
  'GetImage',
] as const;

function orderFault(door: Door, pick: Pick): string {
  const fault = pick(usual as [FaultName, ...FaultName[]]);
  const operation = pick(calls);
  const when = pick<When>(['before', 'after']);
  const skip = pick([0, 1]);
  door.strike({ operation, when, skip, blow: faults[fault].blow, ...(pick([true, false]) ? { count: 1 } : {}) });
  return `${fault} ${when} ${operation} ${skip + 1}`;
}

const isTrouble = ({ status }: Answer) => status >= 500 || status === 429;

/** Plays until something is wrong, and says what. */
async function play(game: number, moves: number): Promise<string | undefined> {
  const random = chance(`${seed}/${game}`);
  const pick: Pick = (items) => items[Math.floor(random() * items.length)] ?? items[0];
  const names = [`model-${game}-a`, `model-${game}-b`, `model-${game}-c`] as const;
  const model: Model = { pipelines: new Map(), runs: new Map() };
  const door = await house().openDoor();
  try {
    for (let turn = 0; turn < moves; turn++) {
      const move = nextMove([...names], model, pick);
      const fault = random() < 0.3 ? orderFault(door, pick) : 'no fault';
      const oddity = await unexpectedAnswer(move, door, `key-${game}-${turn}`);
      move.apply();
      const wrong = oddity ?? (await difference(model, names));
      if (wrong !== undefined) return `game ${game}, move ${turn}: ${move.operation} ${move.asked.name}, ${fault}: ${wrong}`;
    }
    return undefined;
  } finally {
    await door.close();
  }
}

async function unexpectedAnswer({ operation, asked, expected }: Move, door: Door, key: string): Promise<string | undefined> {
  const ask = () => door.ask(operation, { ...asked, headers: { 'Idempotency-Key': key } });
  const first = await ask();
  door.relent();
  const last = isTrouble(first) ? await ask() : first;
  // A deletion that may have been done, and was, has nothing left to do.
  const allowed = operation === 'deletePipeline' && isTrouble(first) ? [...expected, 404] : expected;
  return allowed.includes(last.status) ? undefined : `${first.status}, ${last.status} ${JSON.stringify(last.json)}`;
}

async function difference({ pipelines, runs }: Model, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const held = await house().held(name);
    const { 'imagegate:keys': _, ...tags } = held?.tags ?? {};
    const is =
      held === undefined ? undefined : { description: held.description, tags, runs: (await house().runsOf(name)).length };
    const modelled = pipelines.get(name);
    const should = modelled === undefined ? undefined : { ...modelled, runs: runs.get(name) ?? 0 };
    if (textOf(is) !== textOf(should)) return `${name} is ${textOf(is)} and not ${textOf(should)}`;
  }
  return undefined;
}

/** Tags have no order. */
function textOf(state: { readonly tags: Readonly<Record<string, string>> } | undefined): string {
  return JSON.stringify(state && { ...state, tags: Object.entries(state.tags).toSorted() });
}

describe(`random requests beside faults: ${shareName}`, () => {
  it('leave what a model says', async () => {
    const games = isWhole ? 30 : 6;
    const moves = isWhole ? 100 : 50;
    const wrong = await Promise.all(Array.from({ length: games }, (_, game) => play(game, moves)));
    expect(wrong.filter((line) => line !== undefined)).toEqual([]);
  }, 600_000);
});
