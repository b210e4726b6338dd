import type {
  GetImageCommand,
  GetImagePipelineCommand,
  ImagebuilderClient,
  ListImagePipelineImagesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-imagebuilder';
import { isObject } from '../json/value.ts';

/**
 * Sends a command and gives the JSON as it came over the wire; `undefined` for an empty body. For what the SDK does not look at: members
 * that are younger than its model, such as `state.failureContext`, which says what broke a build, and answers whose model is empty.
 */
export async function rawAnswer(
  client: ImagebuilderClient,
  command: GetImageCommand | GetImagePipelineCommand | ListImagePipelineImagesCommand | TagResourceCommand | UntagResourceCommand,
  abortSignal: AbortSignal,
): Promise<unknown> {
  let body = '';
  // What the commands differ in is the types of what they send, which nothing here looks at.
  const sent = command as GetImageCommand;
  sent.middlewareStack.add(
    (next) => async (args) => {
      const { response, ...result } = await next(args);
      if (!isObject(response)) return { response, ...result };
      const bytes = await client.config.streamCollector(response['body']);
      // Of several attempts the last one counts.
      body = Buffer.from(bytes).toString();
      return { ...result, response: Object.assign(response, { body: bytes }) };
    },
    // Below the SDK's own deserializer, which has the priority `normal` of this step: it gets the body second, as bytes.
    { name: 'keepBody', step: 'deserialize', priority: 'low' },
  );
  await client.send(sent, { abortSignal });
  return body === '' ? undefined : JSON.parse(body);
}
