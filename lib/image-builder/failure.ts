import * as v from 'valibot';
import { ApiError } from '../problem/api-error.ts';
import { pauseAsked } from './wire/repetition.ts';

/** What a failed call to Image Builder was, for the log and the figures. It is the `cause` of every `ApiError` of this border. */
export class UpstreamFailure extends Error {
  /** The service's name for the error, or the code of the connection's failure; fit to be part of a metric's name. */
  override readonly name: string;
  readonly operation: string;
  /** What it came to, such as `throttled`. */
  readonly kind: string;
  readonly statusCode: number | undefined;
  /** The id to quote to AWS Support. */
  readonly awsRequestId: string | undefined;
  readonly attempts: number | undefined;

  constructor(operation: string, kind: string, facts: UpstreamFacts, cause: unknown) {
    super(`${operation}: ${facts.message}`, { cause });
    this.name = facts.label;
    this.operation = operation;
    this.kind = kind;
    this.statusCode = facts.statusCode;
    this.awsRequestId = facts.awsRequestId;
    this.attempts = facts.attempts;
  }
}

/** The upstream name of a failure that came from Image Builder; `undefined` for every other error. */
export function upstreamErrorName(error: unknown): string | undefined {
  return upstreamFailure(error)?.name;
}

/** What such a failure came to. */
export function upstreamErrorKind(error: unknown): string | undefined {
  return upstreamFailure(error)?.kind;
}

function upstreamFailure(error: unknown): UpstreamFailure | undefined {
  return error instanceof ApiError && error.cause instanceof UpstreamFailure ? error.cause : undefined;
}

/** What an error of the SDK says, read without trusting its class: several real errors are not modelled. */
export interface UpstreamFacts {
  /** Without the suffix `Exception`, which services write or leave out. */
  readonly name: string;
  readonly label: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly fault: string | undefined;
  readonly statusCode: number | undefined;
  readonly awsRequestId: string | undefined;
  readonly attempts: number | undefined;
  /** Milliseconds after which the service asks to be tried again. */
  readonly pause: number | undefined;
  /** Whether the request of the last attempt had been sent; `undefined` where an answer came. */
  readonly wasSent: boolean | undefined;
}

/** Reads anything that was thrown. */
export function factsOf(error: unknown): UpstreamFacts {
  const { name = 'Unknown', message = '', code: found, $fault: fault, $metadata, $response, wasSent } = v.parse(sdkError, error);
  // Where the SDK's own protocol reads an error, what its body calls `code` stands here too; only Node.js writes it in capitals.
  const code = found !== undefined && /^[A-Z][A-Z0-9_]+$/.test(found) ? found : undefined;
  const label = code ?? name;
  return {
    name: name.replace(/Exception$/, ''),
    label: /^\w{1,64}$/.test(label) ? label : 'Unknown',
    message,
    code,
    fault,
    statusCode: $metadata?.httpStatusCode,
    awsRequestId: $metadata?.requestId,
    attempts: $metadata?.attempts,
    pause: pauseAsked($response?.headers ?? {}),
    wasSent,
  };
}

const text = v.fallback(v.optional(v.string()), undefined);
const figure = v.fallback(v.optional(v.number()), undefined);

const sdkError = v.fallback(
  v.object({
    name: text,
    message: text,
    code: text,
    $fault: text,
    $metadata: v.fallback(v.optional(v.object({ httpStatusCode: figure, requestId: text, attempts: figure })), undefined),
    wasSent: v.fallback(v.optional(v.boolean()), undefined),
    $response: v.fallback(
      v.optional(v.object({ headers: v.optional(v.object({ 'retry-after': text, 'x-amz-retry-after': text })) })),
      undefined,
    ),
  }),
  {},
);
