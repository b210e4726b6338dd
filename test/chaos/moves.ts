import type { OperationId } from '../../lib/service/routes.ts';
import { compliant } from '../support/pipelines.ts';
import type { Ask } from './house.ts';

/** What should be there. */
export interface Model {
  readonly pipelines: Map<string, Modelled>;
  /** How often each name was started; the runs of a pipeline outlive it. */
  readonly runs: Map<string, number>;
}

export interface Modelled {
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** A request, the statuses of its answer, and what it does to the model. */
export interface Move {
  readonly operation: OperationId;
  readonly asked: Ask;
  readonly expected: readonly number[];
  readonly apply: () => void;
}

/** Chooses one of several at random. */
export type Pick = <Item>(items: readonly [Item, ...Item[]]) => Item;

type Maker = (name: string, there: Modelled | undefined, model: Model, pick: Pick) => Move;

const makers: readonly [Maker, ...Maker[]] = [creation, replacement, replacement, patch, patch, deletion, start, reading];

/** What comes next. */
export function nextMove(names: readonly [string, ...string[]], model: Model, pick: Pick): Move {
  const name = pick(names);
  return pick(makers)(name, model.pipelines.get(name), model, pick);
}

function someSettings(pick: Pick): Modelled {
  const extra = pick([undefined, undefined, '1', '2']);
  return {
    description: pick(['one', 'two', 'three']),
    tags: { ...compliant.tags, ...(extra === undefined ? {} : { extra }) },
  };
}

function creation(name: string, there: Modelled | undefined, { pipelines }: Model, pick: Pick): Move {
  const settings = someSettings(pick);
  return {
    operation: 'createPipeline',
    asked: { body: { ...compliant, name, ...settings } },
    expected: [there === undefined ? 201 : 409],
    apply: () => there ?? pipelines.set(name, settings),
  };
}

function replacement(name: string, there: Modelled | undefined, { pipelines }: Model, pick: Pick): Move {
  const settings = someSettings(pick);
  return {
    operation: 'replacePipeline',
    asked: { name, body: { ...compliant, name, ...settings } },
    // What is repeated finds what it made.
    expected: there === undefined ? [201, 200] : [200],
    apply: () => pipelines.set(name, settings),
  };
}

function patch(name: string, there: Modelled | undefined, { pipelines }: Model, pick: Pick): Move {
  const extra = pick(['4', '5', null]);
  const description = pick(['four', 'five']);
  const body = pick<object>([{ description }, { tags: { extra } }, { description, tags: { extra } }]);
  return {
    operation: 'patchPipeline',
    asked: { name, body },
    expected: [there === undefined ? 404 : 200],
    apply() {
      if (there === undefined) return;
      const { extra: before, ...tags } = there.tags;
      const after = 'tags' in body ? extra : before;
      pipelines.set(name, {
        description: 'description' in body ? description : there.description,
        tags: typeof after === 'string' ? { ...tags, extra: after } : tags,
      });
    },
  };
}

function deletion(name: string, there: Modelled | undefined, { pipelines }: Model): Move {
  return {
    operation: 'deletePipeline',
    asked: { name },
    expected: [there === undefined ? 404 : 204],
    apply: () => pipelines.delete(name),
  };
}

function start(name: string, there: Modelled | undefined, { runs }: Model): Move {
  return {
    operation: 'startExecution',
    asked: { name, body: {} },
    expected: [there === undefined ? 404 : 202],
    apply: () => there && runs.set(name, (runs.get(name) ?? 0) + 1),
  };
}

function reading(name: string, there: Modelled | undefined): Move {
  return { operation: 'getPipeline', asked: { name }, expected: [there === undefined ? 404 : 200], apply: () => undefined };
}
