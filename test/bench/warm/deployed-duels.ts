import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Handler } from '../../../lib/http/endpoint.ts';
import { arnOf } from '../../support/pipelines.ts';
import { answering, type Duel, duel } from './duel.ts';
import { requests } from './requests.ts';
import { tell } from './told.ts';

// The process in which handlers are called that were bundled as they get deployed: the bare ones as their users bundle them.

const [bareCreate = '', gatedCreate = '', blindCreate = '', bareGet = '', gatedGet = ''] = process.argv.slice(2);

tell(fight());

async function fight(): Promise<Duel[]> {
  const create = (handler: Handler) => answering(handler, requests.create, 201, arnOf('image-pipeline', 'web-base'));
  const get = (handler: Handler) => answering(handler, requests.get, 200, arnOf('image-pipeline', 'web-base'));
  const bare = { create: create(await handlerIn(bareCreate)), get: get(await handlerIn(bareGet)) };
  const gated = create(await handlerIn(gatedCreate));
  const blind = create(await handlerIn(blindCreate));
  return [
    // Whoever comes first has code that V8 has not compiled for good.
    await duel('for comparison: the bare handler that creates, beside itself', bare.create, bare.create),
    await duel('for comparison: the bare handler that gets, beside itself', bare.get, bare.get),
    await duel('create and read back', bare.create, gated),
    await duel('create, with the look at what it refers to, beside imagegate without it', blind, gated),
    await duel('get', bare.get, get(await handlerIn(gatedGet))),
  ];
}

async function handlerIn(file: string): Promise<Handler> {
  // A function finds its files in the folder that it stands in.
  process.chdir(dirname(file));
  const { handler } = await import(pathToFileURL(file).href);
  return handler;
}
