import { CreateImagePipelineCommand, GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { mockClient } from 'aws-sdk-client-mock';

/** What a mocked operation does: an answer of any shape, or something that the SDK throws. */
type Outcome = { readonly answer: unknown } | { readonly thrown: unknown };

/** Replaces every Image Builder client of the process until `restore`. The one place that knows the mocking library. */
export function mockImageBuilder() {
  const mock = mockClient(ImagebuilderClient);
  return {
    onCreate: (outcome: Outcome) => void mock.on(CreateImagePipelineCommand).callsFake(() => play(outcome)),
    /** Inputs of the calls so far, in their order. */
    creates: (): unknown[] => mock.commandCalls(CreateImagePipelineCommand).map((call) => call.args[0].input),
    gets: (): unknown[] => mock.commandCalls(GetImagePipelineCommand).map((call) => call.args[0].input),
    restore: () => mock.restore(),
  };
}

async function play(outcome: Outcome): Promise<unknown> {
  if ('thrown' in outcome) throw outcome.thrown;
  return outcome.answer;
}

/** An error as the SDK throws it for one that the service answered with. */
export function serviceError(name: string, { message = 'No.', status = 400, headers = {} }: ServiceErrorOptions = {}): Error {
  const $metadata = { httpStatusCode: status, attempts: 1, requestId: 'r-1' };
  const error = Object.assign(new Error(message), { name, $fault: status < 500 ? 'client' : 'server', $metadata });
  return Object.defineProperty(error, '$response', { value: { statusCode: status, headers } });
}

interface ServiceErrorOptions {
  readonly message?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}
