import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM; signed by itself, so it is what a client has to trust as well. */
  readonly cert: string;
}

/**
 * Makes a certificate for 127.0.0.1 that is valid for a day. Node.js can read certificates but makes none, and a key in the
 * repository would be one that somebody trusts some day. Source of the structure: RFC 5280, section 4.1.
 */
export function selfSigned(now: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  });
  const name = sequence(set(sequence(commonName, der(0x0c, Buffer.from('imagegate bench')))));
  const validity = sequence(utcTime(now.getTime() - day), utcTime(now.getTime() + day));
  const extensions = der(0xa3, sequence(sequence(subjectAltName, der(0x04, sequence(der(0x87, loopback))))));
  const body = sequence(version3, serial, ecdsaWithSha256, name, validity, name, publicKey, extensions);
  const signature = sign('sha256', body, createPrivateKey(privateKey));
  const certificate = sequence(body, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  return { key: privateKey, cert: pem(certificate) };
}

const day = 86_400_000;
const loopback = Buffer.of(127, 0, 0, 1);

const version3 = der(0xa0, der(0x02, Buffer.of(2)));
const serial = der(0x02, Buffer.of(1));
const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const commonName = der(0x06, Buffer.from('550403', 'hex'));
const subjectAltName = der(0x06, Buffer.from('551d11', 'hex'));

function utcTime(time: number): Buffer {
  const digits = new Date(time).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts));
}

/** One element: tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function pem(content: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${content.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}
