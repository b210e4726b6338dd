import { createHash, createHmac, createSecretKey } from 'node:crypto';

type Bytes = string | ArrayBuffer | ArrayBufferView;

/**
 * SHA-256 and HMAC as the SDK's signer asks for them, by Node's own. Unlike the SDK's default it hands keys over as key objects:
 * of any other key Node.js first finds out what it is, which takes longer than the digest, and a signature takes up to six of
 * them.
 */
export class Sha256 {
  readonly #digest;

  constructor(secret?: Bytes) {
    this.#digest = secret === undefined ? createHash('sha256') : createHmac('sha256', createSecretKey(bytesOf(secret)));
  }

  update(data: Bytes): void {
    this.#digest.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#digest.digest();
  }

  /** Part of what the SDK's type demands; its signer makes a new one each time. */
  reset(): never {
    throw new TypeError('a digest is used once');
  }
}

function bytesOf(data: Bytes): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
