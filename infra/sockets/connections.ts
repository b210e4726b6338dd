import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of servers, and what is under way on each. */
export interface Connections {
  watch(server: Server): void;
  /** How many requests are not answered yet. */
  underWay(): number;
  /** Closes every connection as soon as nothing is under way on it: Node.js leaves those open that have not spoken yet. */
  drain(): void;
  /** Closes every connection at once. */
  cut(): void;
}

export function watchConnections(): Connections {
  const connections = new Map<Socket, Set<ServerResponse>>();
  let draining = false;
  const take = (socket: Socket) => {
    connections.set(socket, new Set());
    socket.once('close', () => connections.delete(socket));
  };
  const begin = ({ socket }: IncomingMessage, response: ServerResponse) => {
    const underWay = connections.get(socket);
    underWay?.add(response);
    response.shouldKeepAlive &&= !draining;
    response.once('close', () => {
      underWay?.delete(response);
      if (draining && underWay?.size === 0) socket.destroySoon();
    });
  };
  return {
    watch: (server) => void server.on('connection', take).on('request', begin),
    underWay: () => [...connections.values()].reduce((sum, { size }) => sum + size, 0),
    drain() {
      draining = true;
      for (const [socket, underWay] of connections) {
        // Whoever would send another request on it hears that there is no use.
        for (const response of underWay) response.shouldKeepAlive = false;
        if (underWay.size === 0) socket.destroy();
      }
    },
    cut() {
      for (const socket of connections.keys()) socket.destroy();
    },
  };
}
