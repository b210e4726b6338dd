import { connect, type Socket } from 'node:net';

/**
 * Callers without number, who keep their connections. They read no more of an answer than they have to, so as to take little of
 * the time.
 */
export interface Callers {
  /** Gives the head of the answer. Rejects where there is none. */
  ask(methodAndPath: string): Promise<string>;
  close(): void;
}

export function createCallers(url: string): Callers {
  const { port, host } = new URL(url);
  const idle: Caller[] = [];
  const all = new Set<Caller>();
  const newCaller = () => {
    const caller = createCaller(connect(Number(port), '127.0.0.1'), () => {
      all.delete(caller);
      const at = idle.indexOf(caller);
      if (at !== -1) idle.splice(at, 1);
    });
    all.add(caller);
    return caller;
  };
  return {
    async ask(methodAndPath) {
      const caller = idle.pop() ?? newCaller();
      const head = await caller.ask(`${methodAndPath} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      idle.push(caller);
      return head;
    },
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}

interface Caller {
  readonly socket: Socket;
  ask(request: string): Promise<string>;
}

function createCaller(socket: Socket, onClosed: () => void): Caller {
  let asked: PromiseWithResolvers<string> | undefined;
  let text = '';
  socket
    .setEncoding('latin1')
    .setNoDelay()
    .on('data', (chunk: string) => {
      text += chunk;
      const head = text.slice(0, text.indexOf('\r\n\r\n') + 4);
      const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1]);
      if (head === '' || text.length < head.length + length) return;
      text = '';
      asked?.resolve(head);
    })
    .on('error', () => undefined)
    .on('close', () => {
      onClosed();
      asked?.reject(new Error('the connection was closed'));
    });
  return {
    socket,
    ask(request) {
      asked = Promise.withResolvers();
      socket.write(request);
      return asked.promise;
    },
  };
}
