import { Agent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/**
 * Node's agent for HTTPS that can open its first connection before anybody asks: a handshake takes two round trips and some of
 * the processor, and while a function starts, Lambda gives it more of both than it does later.
 */
export class EagerAgent extends Agent {
  #opened: Opened | undefined;

  /**
   * Begins to connect. A connection that fails or gets closed before it is needed is forgotten, and the request makes its own.
   */
  open(host: string, port: number): void {
    const socket = super.createConnection({ ...this.options, host, port, servername: isIP(host) === 0 ? host : '' }) as TLSSocket;
    const opened = { host, port, socket };
    const forget = () => {
      if (this.#opened === opened) this.#opened = undefined;
    };
    socket.on('error', forget).on('close', forget);
    // Nobody waits for it yet, so it is no reason for a process to go on.
    socket.unref();
    this.#opened = opened;
  }

  override createConnection(...given: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    const [{ host, port }] = given;
    const opened = this.#opened;
    if (opened === undefined || opened.host !== host || opened.port !== Number(port)) return super.createConnection(...given);
    this.#opened = undefined;
    opened.socket.ref();
    return opened.socket;
  }

  override destroy(): void {
    this.#opened?.socket.destroy();
    super.destroy();
  }
}

interface Opened {
  readonly host: string;
  readonly port: number;
  readonly socket: TLSSocket;
}
